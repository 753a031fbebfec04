import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import type { LogName } from '@countersign/contracts';
import { recordedEventOf } from '../mirror/cloud-event.js';
import { mirrorInfo } from '../mirror/mirror.js';
import { CatchUpReader } from './catch-up-reader.js';
import { assertChained } from './cursor-standing.js';
import type { Cursor } from './cursor-store.js';
import type { Effect } from './effect.js';

const SILENCE_MS = 10_000;

/** What a replay works with. */
export interface ReplayOptions {
  log: LogName;
  /** In whose name it reads, as errors say it. */
  consumer: string;
  nc: NatsConnection;
  effect: Effect;
  /** How long the mirror may deliver nothing although it holds more. */
  silenceMs?: number | undefined;
}

/** Applies a log to new tables, as far as its mirror goes, and again when there is more. */
export class Replay {
  private readonly stuck = new Set<string>();

  constructor(
    private readonly options: ReplayOptions,
    private cursor: Cursor,
  ) {}

  get log(): LogName {
    return this.options.log;
  }

  get position(): number {
    return this.cursor.position;
  }

  /**
   * Applies everything the mirror holds at this moment.
   * @throws when interrupted, when NATS or the database do not answer, or when the mirror is not in order
   */
  async catchUp(signal: AbortSignal): Promise<void> {
    const jsm = await jetstreamManager(this.options.nc, { checkAPI: false });
    const target = (await mirrorInfo(jsm, this.log))?.state.last_seq ?? 0;
    if (target <= this.position) return;
    const reader = await CatchUpReader.open(jetstream(this.options.nc), this.log, this.position + 1);
    try {
      while (this.position < target) await this.applyNext(reader, signal);
    } finally {
      reader.close();
    }
  }

  private async applyNext(reader: CatchUpReader, signal: AbortSignal): Promise<void> {
    const { effect, silenceMs = SILENCE_MS } = this.options;
    const messages = await reader.take(effect.batchSize, silenceMs, signal);
    if (signal.aborted) throw new Error('The rebuild was interrupted.');
    if (messages.length === 0)
      throw new Error(`The mirror of ${this.log} delivers nothing after ${this.position}.`);
    assertChained(this.options, messages, this.cursor);
    const events = messages.map(({ event }) => recordedEventOf(event));
    this.cursor = await effect.handle(events, this.cursor, this.stuck);
  }
}
