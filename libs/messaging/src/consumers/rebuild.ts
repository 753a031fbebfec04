import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Pool, PoolClient } from 'pg';
import type { LogName } from '@countersign/contracts';
import { Backoff, pause } from '../backoff.js';
import type { Projection } from '../consumers.js';
import type { LeaderLocks } from '../leadership/leader-locks.js';
import { recordedEventOf } from '../mirror/cloud-event.js';
import { mirrorInfo } from '../mirror/mirror.js';
import type { Telemetry } from '../ports.js';
import { inTransaction } from '../sql.js';
import { CatchUpReader } from './catch-up-reader.js';
import { CursorStore } from './cursor-store.js';
import type { Cursor } from './cursor-store.js';
import type { Upcast } from './effect.js';
import { cursorTable, parkedTable } from './install-consumers.js';
import { ParkedStore } from './parked-store.js';
import { ProjectionEffect } from './projection-effect.js';
import { makeNextTables, NEXT, swapTables } from './rebuild-tables.js';

/** What a rebuild needs. */
export interface RebuildOptions {
  schema: string;
  projection: Projection;
  pool: Pool;
  nc: NatsConnection;
  locks: LeaderLocks;
  upcast: Upcast;
  telemetry: Telemetry;
}

/** How far the new tables are in one log. */
interface Replay {
  log: LogName;
  effect: ProjectionEffect;
  cursor: Cursor;
  stuck: Set<string>;
}

const SILENCE_MS = 10_000;
const SWAP_ATTEMPTS = 10;
/** The transaction waits while the last events are applied beside it. */
const SWAP_LIMITS = `
  SET LOCAL lock_timeout = '5s';
  SET LOCAL idle_in_transaction_session_timeout = '60s'`;

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
  SELECT $1, log, 'projection', position, hash FROM ${cursorTable(schema)} WHERE consumer = $2
  ON CONFLICT (consumer, log) DO UPDATE
     SET position = excluded.position, hash = excluded.hash, generation = live.generation + 1,
         rebuild = NULL, retry = false, moved_at = now()`;

/**
 * Rebuilds a projection: copies of its tables are filled from position 1 of each log while the old ones serve and
 * are kept up to date; then both swap places in one transaction, together with cursors and parked events.
 */
export class Rebuild {
  /** The consumer under whose name the new tables keep their cursors and parked events. */
  private readonly consumer: string;

  constructor(private readonly options: RebuildOptions) {
    this.consumer = `${options.projection.name}/rebuild`;
  }

  /**
   * @returns false when another instance is at it
   * @throws when it cannot be completed; the old tables are untouched then
   */
  async run(stop: AbortSignal): Promise<boolean> {
    const { schema, projection, locks, telemetry } = this.options;
    const lease = await locks.tryAcquire({ kind: 'rebuild', name: `${schema}/${projection.name}` });
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
    const { nc } = this.options;
    const jsm = await jetstreamManager(nc, { checkAPI: false });
    const js = jetstream(nc);
    await this.prepare();
    const replays = await Promise.all(this.options.projection.logs.map((log) => this.begin(log)));
    for (const replay of replays) await this.catchUp(js, jsm, replay, signal);
    await this.swapEventually(js, jsm, replays, signal);
  }

  private async prepare(): Promise<void> {
    const { pool, schema, projection } = this.options;
    await inTransaction(pool, async (client) => {
      await makeNextTables(client, schema, projection.tables);
      await client.query(forget(schema), [this.consumer]);
      await client.query(forgetParked(schema), [this.consumer]);
    });
  }

  private async begin(log: LogName): Promise<Replay> {
    const { schema, pool, projection, upcast, telemetry } = this.options;
    const cursors = new CursorStore(schema, this.consumer, log, 'rebuild');
    const parked = new ParkedStore(schema, this.consumer, log);
    const context = { log, pool, cursors, parked, upcast, telemetry };
    const effect = new ProjectionEffect(projection, context, { schema, suffix: NEXT });
    return { log, effect, cursor: await cursors.open(pool), stuck: new Set() };
  }

  /** Applies everything the mirror holds at this moment. */
  private async catchUp(
    js: JetStreamClient,
    jsm: JetStreamManager,
    replay: Replay,
    signal: AbortSignal,
  ): Promise<void> {
    const target = (await mirrorInfo(jsm, replay.log))?.state.last_seq ?? 0;
    if (target <= replay.cursor.position) return;
    const reader = await CatchUpReader.open(js, replay.log, replay.cursor.position + 1);
    try {
      while (replay.cursor.position < target) await this.applyNext(reader, replay, signal);
    } finally {
      reader.close();
    }
  }

  private async applyNext(reader: CatchUpReader, replay: Replay, signal: AbortSignal): Promise<void> {
    const messages = await reader.take(replay.effect.batchSize, SILENCE_MS, signal);
    if (signal.aborted) throw new Error('The rebuild was interrupted.');
    const events = messages.map(({ event }) => recordedEventOf(event));
    if (events.length > 0) replay.cursor = await replay.effect.handle(events, replay.cursor, replay.stuck);
  }

  /** Readers of the old tables may hold them for longer than the swap waits: try again, they never wait long for us. */
  private async swapEventually(
    js: JetStreamClient,
    jsm: JetStreamManager,
    replays: Replay[],
    signal: AbortSignal,
  ): Promise<void> {
    const backoff = new Backoff(200, 5000);
    for (let attempt = 1; ; attempt++) {
      for (const replay of replays) await this.catchUp(js, jsm, replay, signal);
      try {
        await this.swap(js, jsm, replays, signal);
        return;
      } catch (error) {
        if (attempt >= SWAP_ATTEMPTS || signal.aborted) throw error;
        this.options.telemetry.logger.warn(`Swapping ${this.options.projection.name} is tried again.`, {
          err: error,
        });
        await pause(backoff.next(), signal);
      }
    }
  }

  /**
   * With the live cursors locked nobody moves the live tables, so that the new ones can reach them. What remains
   * is applied on other connections, to the new tables only.
   */
  private async swap(
    js: JetStreamClient,
    jsm: JetStreamManager,
    replays: Replay[],
    signal: AbortSignal,
  ): Promise<void> {
    const { pool, schema, projection } = this.options;
    await inTransaction(pool, async (client) => {
      await client.query(SWAP_LIMITS);
      const live = await this.lockLive(client);
      for (const replay of replays) {
        await this.catchUp(js, jsm, replay, signal);
        assertReached(projection.name, replay, live.get(replay.log) ?? 0);
      }
      await swapTables(client, schema, projection.tables);
      await this.takeOver(client);
    });
  }

  /** Positions the new tables must have reached; what an older epoch has counted does not matter. */
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
    await client.query(takeOverCursors(schema), [projection.name, this.consumer]);
    await client.query(forgetParked(schema), [projection.name]);
    await client.query(takeOverParked(schema), [projection.name, this.consumer]);
    await client.query(forget(schema), [this.consumer]);
  }
}

function assertReached(name: string, { log, cursor }: Replay, live: number): void {
  if (cursor.position >= live) return;
  throw new Error(
    `The mirror of ${log} ends at ${cursor.position}, but ${name} has been at ${live}; it is not swapped.`,
  );
}
