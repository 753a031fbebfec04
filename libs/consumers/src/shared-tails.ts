import type { NatsConnection } from '@nats-io/nats-core';
import type { LogName } from '@countersign/contracts';
import { SharedTail } from './shared-tail.js';
import { TailReader } from './tail-reader.js';

/** The mirrors as one process follows them: a subscription per log while somebody does, however many do. */
export class SharedTails {
  private readonly tails = new Map<LogName, SharedTail>();

  constructor(private readonly nc: NatsConnection) {}

  /**
   * A reader of a mirror from a sequence on.
   * @throws when the stream is not there or JetStream does not answer
   */
  open(log: LogName, from: number): Promise<TailReader> {
    return TailReader.open(this.nc, this.tailOf(log), from);
  }

  /** One that has ended is never joined again. */
  private tailOf(log: LogName): SharedTail {
    const going = this.tails.get(log);
    if (going && !going.ended) return going;
    const tail = new SharedTail(this.nc, log);
    this.tails.set(log, tail);
    return tail;
  }
}
