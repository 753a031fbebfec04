import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import type { LogName } from '@countersign/contracts';
import { mirrorInfo, CatchUpReader } from '@countersign/mirror';
import type { MirrorMessage } from '@countersign/mirror';

/** Messages held for followers that have not taken them yet; a follower that needs older messages reads by itself. */
const HELD = 2000;
/** It is woken by what arrives, and by its end. */
const SLEEP_MS = 60_000;
const API_TIMEOUT_MS = 2000;

/** A reader that follows a tail. */
export interface TailFollower {
  /** Sequence of the message it takes next. */
  readonly next: number;
  /** There is more to take, or the tail has ended. */
  ring(): void;
}

/**
 * What a mirror gets from now on, read and parsed once for all who follow it in this process, and held until all have
 * taken it, within bounds: a slow follower holds nobody back. It ends with its last follower, with its subscription, or
 * when a follower doubts it; never does one follower's holding on keep a broken one going.
 */
export class SharedTail {
  /** Settles when the messages from then on are sure to come; rejects when the mirror is not there or not to be read. */
  readonly opened: Promise<void>;
  private readonly followers = new Set<TailFollower>();
  private readonly ending = new AbortController();
  private held: MirrorMessage[] = [];
  /** Sequence of the message that comes next. */
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

  /** @throws MirrorDamaged, or why the subscription ended */
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

  /** Forgets what all have taken, and what is more than may be held. */
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

  /** Whether one who needs a message finds it and all after it here, now or when it comes. */
  reaches(sequence: number): boolean {
    return sequence >= this.first;
  }

  /** The same with room to spare: one who joins at the very end of what is held would soon fall off it. */
  isNear(sequence: number): boolean {
    return this.reaches(sequence) && sequence >= this.next - HELD / 2;
  }

  /** At most `max` messages from a sequence on; none when it does not reach that far, or they have not come yet. */
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
