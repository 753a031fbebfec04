import type { Pool } from 'pg';
import type { LogName } from '@countersign/contracts';
import { prepared } from '@countersign/postgres';
import type { Queryable } from '@countersign/postgres';
import { cursorTable } from './install-consumers.js';

/** What identifies a cursor. A rebuild keeps its own cursor beside that of the projection. */
export type ConsumerKind = 'projection' | 'process-manager' | 'rebuild';

/** How far a consumer is in a log: the last event it has handled; position 0 and null before the first. */
export interface Cursor {
  position: number;
  hash: string | null;
  generation: number;
}

/** A stored cursor and an operator's requests to its consumer. */
export interface StoredCursor extends Cursor {
  /** The read model will be rebuilt; `epoch`: the existing tables must not be continued either. */
  rebuild: 'requested' | 'epoch' | null;
  /** Parked events will be retried. */
  retry: boolean;
}

/** Another leader moved the cursor: everything done in this transaction must be rolled back. */
export class CursorMoved extends Error {
  constructor(consumer: string, log: LogName, position: number) {
    super(`The cursor of ${consumer} on ${log} is no longer at ${position}: another leader moved it.`);
    this.name = 'CursorMoved';
  }
}

const insert = (schema: string): string => `
  INSERT INTO ${cursorTable(schema)} (consumer, log, kind) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`;

const select = (schema: string): string => `
  SELECT position, hash, generation, rebuild, retry FROM ${cursorTable(schema)} WHERE consumer = $1 AND log = $2`;

const move = (schema: string): string => `
  UPDATE ${cursorTable(schema)} SET position = $5, hash = $6, moved_at = now()
   WHERE consumer = $1 AND log = $2 AND position = $3 AND generation = $4`;

const retried = (schema: string): string => `
  UPDATE ${cursorTable(schema)} SET retry = false WHERE consumer = $1 AND log = $2`;

/** Cursors of many consumers at once, in the order of the argument. */
const selectMany = (schema: string): string => `
  SELECT cursor.position, cursor.hash, cursor.generation, cursor.rebuild, cursor.retry
    FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS asked (consumer, log, place)
    LEFT JOIN ${cursorTable(schema)} AS cursor ON cursor.consumer = asked.consumer AND cursor.log = asked.log
   ORDER BY asked.place`;

/** The identity of a requested cursor. */
export interface CursorKey {
  consumer: string;
  log: LogName;
}

interface Row {
  position: string;
  hash: string | null;
  generation: number;
  rebuild: 'requested' | 'epoch' | null;
  retry: boolean;
}

/** The cursors of many consumers, in the order of the argument; undefined for a consumer that has none. */
export async function readCursors(
  db: Queryable,
  schema: string,
  keys: readonly CursorKey[],
): Promise<(StoredCursor | undefined)[]> {
  const values = [keys.map(({ consumer }) => consumer), keys.map(({ log }) => log)];
  const { rows } = await db.query<Row | Record<keyof Row, null>>(prepared(selectMany(schema), values));
  return rows.map((row) => (row.position === null ? undefined : stored(row)));
}

const stored = (row: Row): StoredCursor => ({ ...row, position: Number(row.position) });

/** The cursor of one consumer on one log. */
export class CursorStore {
  constructor(
    private readonly schema: string,
    readonly consumer: string,
    readonly log: LogName,
    private readonly kind: ConsumerKind,
  ) {}

  /** The cursor; created at 0 if there is none. */
  async open(pool: Pool): Promise<StoredCursor> {
    const stored = await this.read(pool);
    if (stored) return stored;
    await pool.query(insert(this.schema), [this.consumer, this.log, this.kind]);
    const made = await this.read(pool);
    if (!made) throw new Error(`The cursor of ${this.consumer} on ${this.log} cannot be created.`);
    return made;
  }

  async read(db: Queryable): Promise<StoredCursor | undefined> {
    const { rows } = await db.query<Row>(select(this.schema), [this.consumer, this.log]);
    const [row] = rows;
    return row && stored(row);
  }

  /**
   * Moves the cursor within the effect's transaction. Call it first: the row lock that it takes keeps a second leader from
   * beginning the same effect, and a rebuild's swap from deadlocking with it.
   * @throws CursorMoved if the cursor is not where the caller expects it; the transaction must roll back
   */
  async move(db: Queryable, from: Cursor, to: { position: number; hash: string | null }): Promise<Cursor> {
    const values = [this.consumer, this.log, from.position, from.generation, to.position, to.hash];
    const { rowCount } = await db.query(prepared(move(this.schema), values));
    if (rowCount !== 1) throw new CursorMoved(this.consumer, this.log, from.position);
    return { position: to.position, hash: to.hash, generation: from.generation };
  }

  /** Clears the request: the parked events were retried. */
  async retried(db: Queryable): Promise<void> {
    await db.query(retried(this.schema), [this.consumer, this.log]);
  }
}

/** Identifies a consumer by its schema and name. */
export interface ConsumerRef {
  schema: string;
  consumer: string;
}

const retry = (schema: string): string => `
  UPDATE ${cursorTable(schema)} SET retry = true WHERE consumer = $1`;

const rebuild = (schema: string): string => `
  UPDATE ${cursorTable(schema)} SET rebuild = coalesce(rebuild, 'requested') WHERE consumer = $1 AND kind = 'projection'`;

/**
 * Requests a retry of a consumer's parked events; its leader does it within about a second.
 * @throws if there is no such consumer
 */
export async function requestRetry(db: Queryable, { schema, consumer }: ConsumerRef): Promise<void> {
  const { rowCount } = await db.query(retry(schema), [consumer]);
  if (!rowCount) throw new Error(`There is no consumer ${consumer} in ${schema}.`);
}

/**
 * Requests a rebuild of a projection's tables; its leader begins within about a second.
 * @throws if there is no such projection
 */
export async function requestRebuild(db: Queryable, { schema, consumer }: ConsumerRef): Promise<void> {
  const { rowCount } = await db.query(rebuild(schema), [consumer]);
  if (!rowCount) throw new Error(`There is no projection ${consumer} in ${schema}.`);
}
