import type { Pool } from 'pg';
import type { LogName } from '@countersign/contracts';
import { prepared } from '@countersign/postgres';
import type { Queryable } from '@countersign/postgres';
import { cursorTable } from './install-consumers.js';

/** What keeps a cursor. A rebuild keeps its own beside the one of the projection it rebuilds. */
export type ConsumerKind = 'projection' | 'process-manager' | 'rebuild';

/** How far a consumer is in a log: the last event it has handled; position 0 and null before the first. */
export interface Cursor {
  position: number;
  hash: string | null;
  generation: number;
}

/** A stored cursor and what an operator has asked of its consumer. */
export interface StoredCursor extends Cursor {
  /** The read model is to be rebuilt; `epoch`: the existing tables must not be continued either. */
  rebuild: 'requested' | 'epoch' | null;
  /** Parked events are to be tried again. */
  retry: boolean;
}

/** Somebody else moved the cursor: whatever was done in this transaction must be undone. */
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

/** Of many consumers at once, in the order in which they are asked for. */
const selectMany = (schema: string): string => `
  SELECT cursor.position, cursor.hash, cursor.generation, cursor.rebuild, cursor.retry
    FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS asked (consumer, log, place)
    LEFT JOIN ${cursorTable(schema)} AS cursor ON cursor.consumer = asked.consumer AND cursor.log = asked.log
   ORDER BY asked.place`;

/** Whose cursor. */
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

/** The cursors of many consumers, each in its place; undefined for a consumer that has none. */
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

  /** The cursor, made at 0 when there is none. */
  async open(pool: Pool): Promise<StoredCursor> {
    const stored = await this.read(pool);
    if (stored) return stored;
    await pool.query(insert(this.schema), [this.consumer, this.log, this.kind]);
    const made = await this.read(pool);
    if (!made) throw new Error(`The cursor of ${this.consumer} on ${this.log} cannot be made.`);
    return made;
  }

  async read(db: Queryable): Promise<StoredCursor | undefined> {
    const { rows } = await db.query<Row>(select(this.schema), [this.consumer, this.log]);
    const [row] = rows;
    return row && stored(row);
  }

  /**
   * Moves the cursor within the effect's transaction. To be called first: the row lock it takes keeps a second
   * leader from beginning the same effect, and a rebuild's swap from deadlocking with it.
   * @throws CursorMoved when the cursor is not where the caller took it to be; the transaction must roll back
   */
  async move(db: Queryable, from: Cursor, to: { position: number; hash: string | null }): Promise<Cursor> {
    const values = [this.consumer, this.log, from.position, from.generation, to.position, to.hash];
    const { rowCount } = await db.query(prepared(move(this.schema), values));
    if (rowCount !== 1) throw new CursorMoved(this.consumer, this.log, from.position);
    return { position: to.position, hash: to.hash, generation: from.generation };
  }

  /** The parked events were tried again. */
  async retried(db: Queryable): Promise<void> {
    await db.query(retried(this.schema), [this.consumer, this.log]);
  }
}

/** A consumer of a schema. */
export interface ConsumerRef {
  schema: string;
  consumer: string;
}

const retry = (schema: string): string => `
  UPDATE ${cursorTable(schema)} SET retry = true WHERE consumer = $1`;

const rebuild = (schema: string): string => `
  UPDATE ${cursorTable(schema)} SET rebuild = coalesce(rebuild, 'requested') WHERE consumer = $1 AND kind = 'projection'`;

/**
 * Leaves the wish that a consumer's parked events are tried again; its leader obeys within about a second.
 * @throws when there is no such consumer
 */
export async function requestRetry(db: Queryable, { schema, consumer }: ConsumerRef): Promise<void> {
  const { rowCount } = await db.query(retry(schema), [consumer]);
  if (!rowCount) throw new Error(`There is no consumer ${consumer} in ${schema}.`);
}

/**
 * Leaves the wish that a projection's tables are rebuilt; its leader obeys within about a second.
 * @throws when there is no such projection
 */
export async function requestRebuild(db: Queryable, { schema, consumer }: ConsumerRef): Promise<void> {
  const { rowCount } = await db.query(rebuild(schema), [consumer]);
  if (!rowCount) throw new Error(`There is no projection ${consumer} in ${schema}.`);
}
