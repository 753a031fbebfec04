import type { NatsConnection } from '@nats-io/nats-core';
import type { Pool, PoolClient } from 'pg';
import type { LogName } from '@countersign/contracts';
import { Backoff, pause } from '@countersign/timing';
import type { Projection } from './consumers.js';
import type { Leadership } from '@countersign/postgres';
import type { ConsumerTelemetry } from './consumer-telemetry.js';
import { inTransaction } from '@countersign/postgres';
import { CursorStore } from './cursor-store.js';
import type { Upcast } from './effect.js';
import { cursorTable, parkedTable } from './install-consumers.js';
import { ParkedStore } from './parked-store.js';
import { ProjectionEffect } from './projection-effect.js';
import { Replay } from './replay.js';
import { lookupStatements, makeNextTables, NEXT_TABLE_SUFFIX, swapTables } from './rebuild-tables.js';

/** An operator no longer wants what the rebuild has read: it starts over. */
class CalledOff extends Error {}

export interface RebuildOptions {
  schema: string;
  projection: Projection;
  pool: Pool;
  nc: NatsConnection;
  leases: Leadership;
  upcast: Upcast;
  telemetry: ConsumerTelemetry;
}

const SWAP_ATTEMPTS = 10;
/** The transaction waits while the last events are applied on other connections. */
const SWAP_LIMITS = `
  SET LOCAL lock_timeout = '5s';
  SET LOCAL idle_in_transaction_session_timeout = '60s'`;

/** Indexes over many rows take longer than the statements of a live projection are allowed to. */
const INDEX_LIMITS = `SET LOCAL statement_timeout = '1h'`;
/**
 * Several changes of a row within a batch are written once, so a batch that spans a row's life halves PostgreSQL's work.
 * At most two batches of each log are in memory: the batch being written, and the next.
 */
const BATCH = 5000;

const forget = (schema: string): string => `
  DELETE FROM ${cursorTable(schema)} WHERE consumer = $1`;
const forgetParked = (schema: string): string => `
  DELETE FROM ${parkedTable(schema)} WHERE consumer = $1`;
const takeOverParked = (schema: string): string => `
  UPDATE ${parkedTable(schema)} SET consumer = $1 WHERE consumer = $2`;
const lockLive = (schema: string): string => `
  SELECT log, position, rebuild FROM ${cursorTable(schema)} WHERE consumer = $1 ORDER BY log FOR UPDATE`;
const takeOverCursors = (schema: string): string => `
  INSERT INTO ${cursorTable(schema)} AS live (consumer, log, kind, position, hash)
  SELECT $1, log, 'projection', position, hash FROM ${cursorTable(schema)} WHERE consumer = $2 AND generation = 0
  ON CONFLICT (consumer, log) DO UPDATE
     SET position = excluded.position, hash = excluded.hash, generation = live.generation + 1,
         rebuild = NULL, retry = false, moved_at = now()`;

/**
 * Rebuilds a projection. Copies of its tables are filled from position 1 of each log while the old tables serve and stay
 * up to date; batches are large, and indexes that only find rows are created at the end. Last, both swap places in one
 * transaction, together with cursors and parked events.
 */
export class Rebuild {
  /** The consumer name under which the new tables have their cursors and parked events. */
  private readonly consumer: string;
  /** The old and the new tables. */
  private readonly tableSchema: string;

  constructor(private readonly options: RebuildOptions) {
    this.consumer = `${options.projection.name}/rebuild`;
    this.tableSchema = options.projection.schema ?? options.schema;
  }

  /**
   * @returns false if another instance is rebuilding it
   * @throws if it cannot be completed; the old tables are untouched then
   */
  async run(stop: AbortSignal): Promise<boolean> {
    const { projection, leases, telemetry } = this.options;
    const lease = await leases.tryAcquire({ kind: 'rebuild', name: projection.name }, stop);
    if (!lease) return false;
    try {
      telemetry.logger.info(`Rebuilding ${projection.name}.`);
      const startedAt = Date.now();
      await this.rebuild(AbortSignal.any([stop, lease.lost]));
      telemetry.logger.info(`Rebuilt ${projection.name}.`, { ms: Date.now() - startedAt });
      return true;
    } finally {
      await lease.release();
    }
  }

  private async rebuild(signal: AbortSignal): Promise<void> {
    await this.prepare();
    const replays = await Promise.all(this.options.projection.logs.map((log) => this.begin(log)));
    await inConcert(replays, signal);
    await this.index(signal);
    await this.swapEventually(replays, signal);
  }

  private async prepare(): Promise<void> {
    const { pool, schema, projection } = this.options;
    await inTransaction(pool, async (client) => {
      await makeNextTables(client, this.tableSchema, projection.tables);
      await client.query(forget(schema), [this.consumer]);
      await client.query(forgetParked(schema), [this.consumer]);
    });
  }

  /** Each statement in its own transaction, so that none is longer than necessary, and stopping need not wait for all. */
  private async index(signal: AbortSignal): Promise<void> {
    const { pool, projection } = this.options;
    for (const statement of await lookupStatements(pool, this.tableSchema, projection.tables)) {
      if (signal.aborted) throw new Error('The rebuild was interrupted.');
      await inTransaction(pool, async (client) => {
        await client.query(INDEX_LIMITS);
        await cancellable(pool, client, signal, () => client.query(statement));
      });
    }
  }

  private async begin(log: LogName): Promise<Replay> {
    const { schema, pool, nc, projection, upcast, telemetry } = this.options;
    const cursors = new CursorStore(schema, this.consumer, log, 'rebuild');
    const parked = new ParkedStore(schema, this.consumer, log);
    const context = { log, pool, cursors, parked, upcast, telemetry };
    const effect = new ProjectionEffect(projection, context, {
      schema: this.tableSchema,
      suffix: NEXT_TABLE_SUFFIX,
      batchSize: BATCH,
    });
    return new Replay({ log, consumer: this.consumer, nc, effect }, await cursors.open(pool));
  }

  /** Readers of the old tables may hold them for longer than the swap waits. It retries, and never makes readers wait long. */
  private async swapEventually(replays: Replay[], signal: AbortSignal): Promise<void> {
    const backoff = new Backoff(200, 5000);
    for (let attempt = 1; ; attempt++) {
      for (const replay of replays) await replay.catchUp(signal);
      try {
        await this.swap(replays, signal);
        return;
      } catch (error) {
        if (attempt >= SWAP_ATTEMPTS || signal.aborted || error instanceof CalledOff) throw error;
        this.options.telemetry.logger.warn(
          `Swapping ${this.options.projection.name} failed and will be retried.`,
          {
            err: error,
          },
        );
        await pause(backoff.next(), signal);
      }
    }
  }

  /**
   * While the live cursors are locked, nobody moves the live tables, so the new tables can catch up. The remaining events
   * are applied on other connections, to the new tables only.
   */
  private async swap(replays: Replay[], signal: AbortSignal): Promise<void> {
    const { pool, projection } = this.options;
    await inTransaction(pool, async (client) => {
      await client.query(SWAP_LIMITS);
      const live = await this.lockLive(client);
      for (const replay of replays) {
        await replay.catchUp(signal);
        assertReached(projection.name, replay, live.get(replay.log) ?? 0);
      }
      await swapTables(client, this.tableSchema, projection.tables);
      await this.takeOver(client);
    });
  }

  /** Positions that the new tables must reach; positions of an older epoch do not count. */
  private async lockLive(client: PoolClient): Promise<Map<string, number>> {
    const { schema, projection } = this.options;
    const { rows } = await client.query<{ log: string; position: string; rebuild: string | null }>(
      lockLive(schema),
      [projection.name],
    );
    return new Map(
      rows.map(({ log, position, rebuild }) => [log, rebuild === 'epoch' ? 0 : Number(position)]),
    );
  }

  private async takeOver(client: PoolClient): Promise<void> {
    const { schema, projection } = this.options;
    const { rowCount } = await client.query(takeOverCursors(schema), [projection.name, this.consumer]);
    if (rowCount !== projection.logs.length)
      throw new CalledOff(`The rebuild of ${projection.name} was cancelled.`);
    await client.query(forgetParked(schema), [projection.name]);
    await client.query(takeOverParked(schema), [projection.name, this.consumer]);
    await client.query(forget(schema), [this.consumer]);
  }
}

/** Cancels a long statement by the signal: the server would continue it although nobody waits for it any more. */
async function cancellable(
  pool: Pool,
  client: PoolClient,
  signal: AbortSignal,
  work: () => Promise<unknown>,
): Promise<void> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const cancel = (): void => {
    pool.query('SELECT pg_cancel_backend($1)', [rows[0]?.pid]).catch(() => undefined);
  };
  signal.addEventListener('abort', cancel);
  try {
    await work();
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

/** Runs all at once. When one fails, rejects only after the others have ended too. */
async function inConcert(replays: readonly Replay[], signal: AbortSignal): Promise<void> {
  const failing = new AbortController();
  const either = AbortSignal.any([signal, failing.signal]);
  const failures: unknown[] = [];
  const all = replays.map((replay) =>
    replay.catchUp(either).catch((error: unknown) => {
      failures.push(error);
      failing.abort();
    }),
  );
  await Promise.all(all);
  if (failures.length > 0) throw failures[0];
}

function assertReached(name: string, { log, position }: Replay, live: number): void {
  if (position >= live) return;
  throw new Error(
    `The mirror of ${log} ends at ${position}, but ${name} has been at ${live}; it is not swapped.`,
  );
}
