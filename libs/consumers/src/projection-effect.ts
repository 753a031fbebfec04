import type { PoolClient } from 'pg';
import { ownStream } from '@countersign/contracts';
import type { RecordedEvent } from '@countersign/contracts';
import type { Projection } from './consumers.js';
import { inTransaction, qualified } from '@countersign/postgres';
import type { Cursor } from './cursor-store.js';
import { endOf } from './effect.js';
import { erasedTextsIn } from './parked-store.js';
import type { Effect, EffectContext } from './effect.js';
import { describe, isEnvironmental, tookTooLong } from './failure.js';
import type { ParkedEvent } from './parked-store.js';
import type { NEXT_TABLE_SUFFIX } from './rebuild-tables.js';

/** Where a projection writes: its schema, and the names of its tables during a rebuild. */
export interface ProjectionTarget {
  schema: string;
  suffix: '' | typeof NEXT_TABLE_SUFFIX;
  /** Most events applied in one transaction. */
  batchSize?: number;
}

/** As many as a reader holds: several changes of a row within a batch are written once. */
const BATCH = 2000;

/**
 * Applies events to tables in the transaction that moves the cursor: exactly once. A batch that fails or takes too long
 * is halved, down to the single event that fails.
 */
export class ProjectionEffect implements Effect {
  readonly batchSize: number;
  readonly rests = true;
  private readonly table: (name: string) => string;

  constructor(
    private readonly projection: Projection,
    private readonly context: EffectContext,
    { schema, suffix, batchSize = BATCH }: ProjectionTarget,
  ) {
    this.batchSize = batchSize;
    this.table = (name) => qualified(schema, name + suffix);
  }

  async handle(events: RecordedEvent[], cursor: Cursor, parkedStreams: Set<string>): Promise<Cursor> {
    try {
      return await this.store(events, cursor, parkedStreams);
    } catch (error) {
      const divisible = events.length > 1 && (tookTooLong(error) || !isEnvironmental(error));
      if (divisible) return await this.byHalves(events, cursor, parkedStreams);
      if (isEnvironmental(error)) throw error;
      return await this.park(events, error, cursor, parkedStreams);
    }
  }

  async retry(event: RecordedEvent, cursor: Cursor): Promise<boolean> {
    const { pool, cursors, parked } = this.context;
    try {
      await inTransaction(pool, async (client) => {
        await cursors.move(client, cursor, cursor);
        await parked.remove(client, event.position);
        await this.apply([event], client);
      });
      return true;
    } catch (error) {
      if (isEnvironmental(error)) throw error;
      await parked.failedAgain(pool, event.position, describe(error));
      return false;
    }
  }

  private store(
    events: RecordedEvent[],
    cursor: Cursor,
    parkedStreams: ReadonlySet<string>,
  ): Promise<Cursor> {
    const { pool, cursors, parked } = this.context;
    const own = events.filter((event) => this.concerns(event));
    const erased = erasedTextsIn(events);
    // Without a transaction around it, a statement is one round trip instead of three.
    if (own.length === 0 && erased.length === 0) return cursors.move(pool, cursor, endOf(events));
    const free = own.filter((event) => !parkedStreams.has(ownStream(event).id));
    const behind = own
      .filter((event) => parkedStreams.has(ownStream(event).id))
      .map((event): ParkedEvent => ({ event, error: null }));
    return inTransaction(pool, async (client) => {
      const moved = await cursors.move(client, cursor, endOf(events));
      if (free.length > 0) await this.apply(free, client);
      await parked.park(client, behind);
      await parked.forget(client, erased);
      return moved;
    });
  }

  private concerns({ type }: RecordedEvent): boolean {
    return this.projection.types?.includes(type) ?? true;
  }

  private async apply(events: RecordedEvent[], client: PoolClient): Promise<void> {
    const { log, upcast } = this.context;
    await this.projection.apply(events.map(upcast), log, { client, table: this.table });
  }

  private async byHalves(events: RecordedEvent[], from: Cursor, parkedStreams: Set<string>): Promise<Cursor> {
    const middle = Math.ceil(events.length / 2);
    const between = await this.handle(events.slice(0, middle), from, parkedStreams);
    return this.handle(events.slice(middle), between, parkedStreams);
  }

  private async park(
    events: RecordedEvent[],
    error: unknown,
    cursor: Cursor,
    parkedStreams: Set<string>,
  ): Promise<Cursor> {
    const { pool, cursors, parked, log, telemetry } = this.context;
    const moved = await inTransaction(pool, async (client) => {
      const next = await cursors.move(client, cursor, endOf(events));
      await parked.park(
        client,
        events.map((event) => ({ event, error: describe(error) })),
      );
      await parked.forget(client, erasedTextsIn(events));
      return next;
    });
    for (const event of events) {
      const { position, type } = event;
      const stream = ownStream(event).id;
      parkedStreams.add(stream);
      telemetry.logger.error(`${this.projection.name} parked stream ${stream} of ${log} at ${position}`, {
        type,
        err: error,
      });
    }
    return moved;
  }
}
