import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import type { LogName } from '@countersign/contracts';
import { recordedEventOf, mirrorInfo, CatchUpReader } from '@countersign/mirror';
import type { MirrorMessage } from '@countersign/mirror';
import { assertChained } from './cursor-standing.js';
import type { Cursor } from './cursor-store.js';
import type { Effect } from './effect.js';

const SILENCE_MS = 10_000;

export interface ReplayOptions {
  log: LogName;
  /** Name of the reader, for errors. */
  consumer: string;
  nc: NatsConnection;
  effect: Effect;
  /** How long the mirror may deliver nothing although it has more. */
  silenceMs?: number | undefined;
}

/** Applies a log to new tables up to the mirror's end, and again when there is more. */
export class Replay {
  private readonly parkedStreams = new Set<string>();

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
   * Applies everything that the mirror contains at this moment.
   * @throws if interrupted, if NATS or the database does not answer, or if the mirror is not in order
   */
  async catchUp(signal: AbortSignal): Promise<void> {
    const jsm = await jetstreamManager(this.options.nc, { checkAPI: false });
    const target = (await mirrorInfo(jsm, this.log))?.state.last_seq ?? 0;
    if (target <= this.position) return;
    const reader = await CatchUpReader.open(jetstream(this.options.nc), this.log, this.position + 1);
    try {
      await this.applyAll(reader, target, signal);
    } finally {
      reader.close();
    }
  }

  /** The next batch is read while the database works on the current one. */
  private async applyAll(reader: CatchUpReader, target: number, signal: AbortSignal): Promise<void> {
    const readAfter = (position: number) => this.read(reader, { position, target }, signal);
    let next = readAfter(this.position);
    while (this.position < target) {
      const messages = await next;
      const end = this.position + messages.length;
      next = end < target ? readAfter(end) : Promise.resolve([]);
      next.catch(() => undefined);
      await this.apply(messages);
    }
  }

  /** A full batch, unless the mirror ends before: what has arrived so far may be only a few messages. */
  private async read(
    reader: CatchUpReader,
    { position, target }: { position: number; target: number },
    signal: AbortSignal,
  ): Promise<MirrorMessage[]> {
    const { effect, silenceMs = SILENCE_MS } = this.options;
    const wanted = Math.min(effect.batchSize, target - position);
    const messages: MirrorMessage[] = [];
    while (messages.length < wanted) {
      const more = await reader.take(wanted - messages.length, silenceMs, signal);
      if (signal.aborted) throw new Error('The rebuild was interrupted.');
      if (more.length === 0)
        throw new Error(`The mirror of ${this.log} delivers nothing after ${position + messages.length}.`);
      messages.push(...more);
    }
    return messages;
  }

  private async apply(messages: MirrorMessage[]): Promise<void> {
    assertChained(this.options, messages, this.cursor);
    const events = messages.map(({ event }) => recordedEventOf(event));
    this.cursor = await this.options.effect.handle(events, this.cursor, this.parkedStreams);
  }
}
