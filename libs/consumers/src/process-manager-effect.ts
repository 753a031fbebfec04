import { ownStream, Refusal } from '@countersign/contracts';
import type { RecordedEvent } from '@countersign/contracts';
import type { ProcessManager } from './consumers.js';
import { inTransaction } from '@countersign/postgres';
import type { Cursor } from './cursor-store.js';
import { endOf } from './effect.js';
import { erasedTextsIn } from './parked-store.js';
import type { Effect, EffectContext } from './effect.js';
import { describe, isEnvironmental } from './failure.js';
import type { ParkedEvent } from './parked-store.js';

/** Streams whose events are handled concurrently; their appends share flushes of the log. */
const CONCURRENCY = 32;

/**
 * Lets a process manager append first, and then moves the cursor: events are handled at least once. Events of one stream
 * are handled in order, different streams concurrently.
 */
export class ProcessManagerEffect implements Effect {
  readonly batchSize = 200;
  readonly rests = false;

  constructor(
    private readonly processManager: ProcessManager,
    private readonly context: EffectContext,
  ) {}

  async handle(events: RecordedEvent[], cursor: Cursor, parkedStreams: Set<string>): Promise<Cursor> {
    const parked = await this.handleByStream(events, parkedStreams);
    return inTransaction(this.context.pool, async (client) => {
      const moved = await this.context.cursors.move(client, cursor, endOf(events));
      await this.context.parked.park(client, parked);
      await this.context.parked.forget(client, erasedTextsIn(events));
      return moved;
    });
  }

  async retry(event: RecordedEvent, cursor: Cursor): Promise<boolean> {
    const { pool, cursors, parked } = this.context;
    const error = await this.attempt(event);
    if (error !== null) {
      await parked.failedAgain(pool, event.position, error);
      return false;
    }
    await inTransaction(pool, async (client) => {
      await cursors.move(client, cursor, cursor);
      await parked.remove(client, event.position);
    });
    return true;
  }

  /** @returns the events to park */
  private async handleByStream(events: RecordedEvent[], parkedStreams: Set<string>): Promise<ParkedEvent[]> {
    const streams = byStream(events).values();
    const parked: ParkedEvent[] = [];
    const worker = async (): Promise<void> => {
      for (const stream of streams) parked.push(...(await this.handleStream(stream, parkedStreams)));
    };
    const workers = Array.from({ length: CONCURRENCY }, worker);
    const failed = (await Promise.allSettled(workers)).find(({ status }) => status === 'rejected');
    if (failed) throw (failed as PromiseRejectedResult).reason;
    return parked;
  }

  private async handleStream(events: RecordedEvent[], parkedStreams: Set<string>): Promise<ParkedEvent[]> {
    const parked: ParkedEvent[] = [];
    for (const event of events) {
      const stream = ownStream(event).id;
      const error = parkedStreams.has(stream) ? null : await this.attempt(event);
      if (error !== null) this.stick(event, error, parkedStreams);
      if (parkedStreams.has(stream)) parked.push({ event, error });
    }
    return parked;
  }

  /** @returns why the event cannot be handled; null if it was handled, even if the domain refused its command */
  private async attempt(event: RecordedEvent): Promise<string | null> {
    try {
      await this.processManager.handle(this.context.upcast(event));
      return null;
    } catch (error) {
      if (isEnvironmental(error)) throw error;
      if (!(error instanceof Refusal)) return describe(error);
      this.recordRefusal(event, error);
      return null;
    }
  }

  private stick(event: RecordedEvent, error: string, parkedStreams: Set<string>): void {
    const { log, telemetry } = this.context;
    const { position, type } = event;
    const stream = ownStream(event).id;
    parkedStreams.add(stream);
    telemetry.logger.error(`${this.processManager.name} parked stream ${stream} of ${log} at ${position}`, {
      type,
      reason: error,
    });
  }

  private recordRefusal(event: RecordedEvent, { code, message }: Refusal): void {
    const { telemetry, log } = this.context;
    const { id, position, type } = event;
    const { name } = this.processManager;
    telemetry.metrics.refused(name, code);
    telemetry.logger.warn(`${name}: the domain refused (${code}) what ${type} asked for`, {
      log,
      id,
      position,
      stream: ownStream(event).id,
      message,
    });
  }
}

function byStream(events: readonly RecordedEvent[]): Map<string, RecordedEvent[]> {
  const streams = new Map<string, RecordedEvent[]>();
  for (const event of events) {
    const { id } = ownStream(event);
    const known = streams.get(id);
    if (known) known.push(event);
    else streams.set(id, [event]);
  }
  return streams;
}
