import type { PoolClient } from 'pg';
import { ownStream, personalDataErased } from '@countersign/contracts';
import type { LogName, PersonalDataErased, RecordedEvent } from '@countersign/contracts';
import type { Queryable } from '@countersign/postgres';
import { parkedTable } from './install-consumers.js';

/** An event that a consumer could not handle, or that waits behind such an event of its stream (`error` is null). */
export interface ParkedEvent {
  event: RecordedEvent;
  error: string | null;
}

/** Another leader has retried a parked event: everything done in this transaction must be rolled back. */
export class RetriedElsewhere extends Error {
  constructor(consumer: string, log: LogName, position: number) {
    super(`The event ${position} of ${log} is no longer parked for ${consumer}: another leader retried it.`);
    this.name = 'RetriedElsewhere';
  }
}

const streams = (schema: string): string => `
  SELECT DISTINCT stream FROM ${parkedTable(schema)} WHERE consumer = $1 AND log = $2`;

const first = (schema: string): string => `
  SELECT event FROM ${parkedTable(schema)}
   WHERE consumer = $1 AND log = $2 AND stream = $3 ORDER BY position LIMIT 1`;

const insert = (schema: string): string => `
  INSERT INTO ${parkedTable(schema)} (consumer, log, position, stream, event, error, attempts)
  SELECT $1, $2, p.position, p.stream, p.event::json, p.error, CASE WHEN p.error IS NULL THEN 0 ELSE 1 END
    FROM unnest($3::bigint[], $4::text[], $5::text[], $6::text[]) AS p (position, stream, event, error)
  ON CONFLICT DO NOTHING`;

const remove = (schema: string): string => `
  DELETE FROM ${parkedTable(schema)} WHERE consumer = $1 AND log = $2 AND position = $3`;

const forget = (schema: string): string => `
  UPDATE ${parkedTable(schema)} AS parked SET ${withoutText('$4::text')}
   WHERE parked.consumer = $1 AND parked.log = $2 AND parked.position <@ $3::int8multirange
     AND parked.event ->> 'private' IS NOT NULL`;

const failedAgain = (schema: string): string => `
  UPDATE ${parkedTable(schema)} SET error = $4, attempts = attempts + 1
   WHERE consumer = $1 AND log = $2 AND position = $3`;

/** The parked events of one consumer on one log, which keep their order within a stream. */
export class ParkedStore {
  constructor(
    private readonly schema: string,
    private readonly consumer: string,
    private readonly log: LogName,
  ) {}

  async streams(db: Queryable): Promise<Set<string>> {
    const { rows } = await db.query<{ stream: string }>(streams(this.schema), [this.consumer, this.log]);
    return new Set(rows.map(({ stream }) => stream));
  }

  /** The first parked event of a stream. */
  async first(db: Queryable, stream: string): Promise<RecordedEvent | undefined> {
    const { rows } = await db.query<{ event: RecordedEvent }>(first(this.schema), [
      this.consumer,
      this.log,
      stream,
    ]);
    return rows[0]?.event;
  }

  async park(client: PoolClient, parked: readonly ParkedEvent[]): Promise<void> {
    if (parked.length === 0) return;
    await client.query(insert(this.schema), [
      this.consumer,
      this.log,
      parked.map(({ event }) => event.position),
      parked.map(({ event }) => ownStream(event).id),
      parked.map(({ event }) => JSON.stringify(event)),
      parked.map(({ error }) => error),
    ]);
  }

  /**
   * Removes an event, within the transaction of its effect. A retry does not move the cursor, so this removal is what keeps
   * two leaders from both applying the event.
   * @throws RetriedElsewhere if it is not there; the transaction must roll back
   */
  async remove(client: PoolClient, position: number): Promise<void> {
    const { rowCount } = await client.query(remove(this.schema), [this.consumer, this.log, position]);
    if (rowCount !== 1) throw new RetriedElsewhere(this.consumer, this.log, position);
  }

  /**
   * Removes erased private texts from the parked events: an event that is retried later must not bring its text back.
   * Call it in the transaction that moves the cursor past the erasure.
   */
  async forget(client: PoolClient, erased: readonly ErasedTexts[]): Promise<void> {
    for (const { ranges, at } of erased) {
      const positions = ranges.map(([first, last]) => `[${first},${last}]`).join(',');
      await client.query(forget(this.schema), [this.consumer, this.log, `{${positions}}`, at]);
    }
  }

  async failedAgain(db: Queryable, position: number, error: string): Promise<void> {
    await db.query(failedAgain(this.schema), [this.consumer, this.log, position, error]);
  }
}

const ERASED: PersonalDataErased['type'] = 'personal_data.erased';

/** The positions of a log whose private texts were erased, and when. */
export interface ErasedTexts {
  ranges: PersonalDataErased['data']['ranges'];
  /** RFC 3339 UTC with milliseconds. */
  at: string;
}

/** The erasures that events record. */
export function erasedTextsIn(events: readonly RecordedEvent[]): ErasedTexts[] {
  return events
    .filter(({ type }) => type === ERASED)
    .map(({ data, recordedAt }) => ({
      ranges: personalDataErased.parse(data).ranges,
      at: new Date(recordedAt).toISOString(),
    }));
}

/**
 * SQL: a parked event (alias `parked`) without its private text. The error is removed too, because its message may quote
 * the text; the next attempt records it again.
 * @param erasedAt - SQL expression of a text, RFC 3339
 */
export const withoutText = (erasedAt: string): string => `
  event = (parked.event::jsonb || jsonb_build_object('private', NULL, 'erasedAt', ${erasedAt}))::json,
  error = CASE WHEN parked.error IS NOT NULL THEN 'It failed, and its private text was erased since.' END`;
