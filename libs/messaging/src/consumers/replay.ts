import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import type { LogName } from '@countersign/contracts';
import { recordedEventOf } from '../mirror/cloud-event.js';
import { mirrorInfo } from '../mirror/mirror.js';
import { CatchUpReader } from './catch-up-reader.js';
import type { Cursor } from './cursor-store.js';
import type { Effect } from './effect.js';

const SILENCE_MS = 10_000;

/** Applies a log to new tables, as far as its mirror goes, and again when there is more. */
export class Replay {
  private readonly stuck = new Set<string>();

  constructor(
    readonly log: LogName,
    private readonly nc: NatsConnection,
    private readonly effect: Effect,
    private cursor: Cursor,
  ) {}

  get position(): number {
    return this.cursor.position;
  }

  /**
   * Applies everything the mirror holds at this moment.
   * @throws when interrupted, or when NATS or the database do not answer
   */
  async catchUp(signal: AbortSignal): Promise<void> {
    const jsm = await jetstreamManager(this.nc, { checkAPI: false });
    const target = (await mirrorInfo(jsm, this.log))?.state.last_seq ?? 0;
    if (target <= this.position) return;
    const reader = await CatchUpReader.open(jetstream(this.nc), this.log, this.position + 1);
    try {
      while (this.position < target) await this.applyNext(reader, signal);
    } finally {
      reader.close();
    }
  }

  private async applyNext(reader: CatchUpReader, signal: AbortSignal): Promise<void> {
    const messages = await reader.take(this.effect.batchSize, SILENCE_MS, signal);
    if (signal.aborted) throw new Error('The rebuild was interrupted.');
    const events = messages.map(({ event }) => recordedEventOf(event));
    if (events.length > 0) this.cursor = await this.effect.handle(events, this.cursor, this.stuck);
  }
}
