import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import type { LogName } from '@countersign/contracts';
import { CatchUpReader } from '@countersign/mirror';
import type { MirrorMessage } from '@countersign/mirror';
import { isAborted, Wake } from '@countersign/timing';
import { SharedTail } from './shared-tail.js';
import type { TailFollower } from './shared-tail.js';

const API_TIMEOUT_MS = 2000;

/**
 * One consumer's position in a mirror: in order, without duplicates or gaps. It takes messages from the tail that all
 * consumers of this process share. While it is further behind, it reads on its own until it reaches the tail.
 */
export class TailReader implements TailFollower {
  private readonly arrived = new Wake();
  private own: CatchUpReader | undefined;

  private constructor(
    private readonly nc: NatsConnection,
    private readonly tail: SharedTail,
    private place: number,
  ) {}

  /** @throws if the stream does not exist or JetStream does not answer */
  static async open(nc: NatsConnection, tail: SharedTail, from: number): Promise<TailReader> {
    const reader = new TailReader(nc, tail, from);
    tail.join(reader);
    try {
      await tail.opened;
      return reader;
    } catch (error) {
      reader.close();
      throw error;
    }
  }

  get next(): number {
    return this.place;
  }

  ring(): void {
    this.arrived.ring();
  }

  /**
   * At most `max` messages that have arrived; waits up to `timeoutMs` for the first, and returns none if nothing arrived.
   * @throws MirrorDamaged, or the reason why the subscription ended
   */
  async take(max: number, timeoutMs: number, signal: AbortSignal): Promise<MirrorMessage[]> {
    this.tail.assertGoing();
    const own = await this.ownWhereNeeded();
    const messages = own
      ? await own.take(max, timeoutMs, signal)
      : await this.takeFromTail(max, timeoutMs, signal);
    this.place += messages.length;
    this.tail.letGo();
    // More messages arrived during the wait than the tail holds.
    const missedAll = messages.length === 0 && !own && !this.tail.reaches(this.place);
    return missedAll ? this.take(max, timeoutMs, signal) : messages;
  }

  /** The messages contradict the mirror, or nothing arrives although the mirror has more: no reader may continue with this tail. */
  doubt(): void {
    if (!this.own) this.tail.end(new Error('The subscription ended: it contradicted the mirror.'));
  }

  close(): void {
    this.leaveOwn();
    this.tail.leave(this);
  }

  private async ownWhereNeeded(): Promise<CatchUpReader | undefined> {
    const { tail, place } = this;
    if (this.own && tail.isNear(place)) this.leaveOwn();
    if (!this.own && !tail.reaches(place)) {
      const js = jetstream(this.nc, { timeout: API_TIMEOUT_MS });
      this.own = await CatchUpReader.open(js, tail.log, place);
    }
    return this.own;
  }

  private async takeFromTail(max: number, timeoutMs: number, signal: AbortSignal): Promise<MirrorMessage[]> {
    const { tail } = this;
    const until = Date.now() + timeoutMs;
    let messages = tail.from(this.place, max);
    while (messages.length === 0 && this.mayCome && !isAborted(signal) && Date.now() < until) {
      // The bell may have rung for messages that are already taken.
      await this.arrived.wait(until - Date.now(), signal);
      messages = tail.from(this.place, max);
    }
    tail.assertGoing();
    return messages;
  }

  private get mayCome(): boolean {
    return !this.tail.ended && this.tail.reaches(this.place);
  }

  private leaveOwn(): void {
    this.own?.close();
    this.own = undefined;
  }
}

/** The mirrors that one process follows: one subscription per log while any consumer follows it. */
export class SharedTails {
  private readonly tails = new Map<LogName, SharedTail>();

  /** @param tailFor - makes the subscription of a log */
  constructor(
    private readonly nc: NatsConnection,
    private readonly tailFor = (log: LogName): SharedTail => new SharedTail(nc, log),
  ) {}

  /**
   * A reader of a mirror from a sequence on.
   * @throws if the stream does not exist or JetStream does not answer
   */
  open(log: LogName, from: number): Promise<TailReader> {
    return TailReader.open(this.nc, this.tailOf(log), from);
  }

  /** A reader never joins a tail that has ended. */
  private tailOf(log: LogName): SharedTail {
    const going = this.tails.get(log);
    if (going && !going.ended) return going;
    const tail = this.tailFor(log);
    this.tails.set(log, tail);
    return tail;
  }
}
