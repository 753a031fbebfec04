import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import type { LogName } from '@countersign/contracts';
import { mirrorInfo, CatchUpReader } from '@countersign/mirror';
import type { MirrorMessage } from '@countersign/mirror';

/** Messages held for followers that have not taken them yet; a follower that needs older messages reads on its own. */
const HELD = 2000;
/** A follower is woken by new messages, and by the tail's end. */
const SLEEP_MS = 60_000;
const API_TIMEOUT_MS = 2000;

/** A reader that follows a tail. */
export interface TailFollower {
  /** Sequence of the message that it takes next. */
  readonly next: number;
  /** Called when there is more to take, or the tail has ended. */
  ring(): void;
}

/**
 * The messages that a mirror gets from now on, read and parsed once for all followers in this process, and held, within
 * limits, until all have taken them: a slow follower delays no other. The tail ends with its last follower, with its
 * subscription, or when a follower doubts it, so one follower cannot keep a broken tail alive.
 */
export class SharedTail {
  /** Settles when all messages from then on will arrive; rejects if the mirror does not exist or cannot be read. */
  readonly opened: Promise<void>;
  private readonly followers = new Set<TailFollower>();
  private readonly ending = new AbortController();
  private held: MirrorMessage[] = [];
  /** Sequence of the next message. */
  private next = 0;
  private failure: unknown;

  constructor(
    private readonly nc: NatsConnection,
    readonly log: LogName,
  ) {
    this.opened = this.open();
    this.opened.catch((error: unknown) => this.end(error));
  }

  get ended(): boolean {
    return this.ending.signal.aborted;
  }

  /** @throws MirrorDamaged, or the reason why the subscription ended */
  assertGoing(): void {
    if (this.ended) throw this.failure;
  }

  join(follower: TailFollower): void {
    this.followers.add(follower);
  }

  leave(follower: TailFollower): void {
    this.followers.delete(follower);
    if (this.followers.size === 0) this.end();
    else this.letGo();
  }

  /** Drops what all followers have taken, and what exceeds the limit. */
  letGo(): void {
    const places = [...this.followers].map(({ next }) => next);
    const needed = Math.max(Math.min(...places), this.next - HELD);
    if (needed > this.first) this.held = this.held.slice(needed - this.first);
  }

  end(why: unknown = new Error('The subscription ended.')): void {
    if (this.ended) return;
    this.failure = why;
    this.held = [];
    this.ending.abort();
    this.tell();
  }

  /** Whether a follower that needs a message finds it and all later messages here, now or when they arrive. */
  reaches(sequence: number): boolean {
    return sequence >= this.first;
  }

  /** The same with room to spare: a follower that joins at the oldest held message would soon fall behind it. */
  isNear(sequence: number): boolean {
    return this.reaches(sequence) && sequence >= this.next - HELD / 2;
  }

  /** At most `max` messages from a sequence on; none if the tail no longer holds them, or they have not arrived yet. */
  from(sequence: number, max: number): MirrorMessage[] {
    const at = sequence - this.first;
    return at < 0 ? [] : this.held.slice(at, at + max);
  }

  private get first(): number {
    return this.next - this.held.length;
  }

  private async open(): Promise<void> {
    const jsm = await jetstreamManager(this.nc, { checkAPI: false, timeout: API_TIMEOUT_MS });
    this.next = ((await mirrorInfo(jsm, this.log))?.state.last_seq ?? 0) + 1;
    const js = jetstream(this.nc, { timeout: API_TIMEOUT_MS });
    void this.read(await CatchUpReader.open(js, this.log, this.next));
  }

  private async read(reader: CatchUpReader): Promise<void> {
    try {
      while (!this.ended) this.hold(await reader.take(HELD, SLEEP_MS, this.ending.signal));
    } catch (error) {
      this.end(error);
    } finally {
      reader.close();
    }
  }

  private hold(messages: MirrorMessage[]): void {
    if (messages.length === 0 || this.ended) return;
    this.held.push(...messages);
    this.next += messages.length;
    this.letGo();
    this.tell();
  }

  private tell(): void {
    for (const follower of this.followers) follower.ring();
  }
}
