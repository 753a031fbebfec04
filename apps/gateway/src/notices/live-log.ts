import { Logger } from '@nestjs/common';
import { MirrorUnreadable } from '@countersign/mirror';
import { Complaint, isAborted, pause, Wake } from '@countersign/timing';
import type { MirroredEvent, MirrorTail, SeenPosition } from '@countersign/mirror';
import { eventsAfter, positionAt, positionOf } from './events-after.js';
import type { NoticeMirrors } from './events-after.js';
import type { NoticeLog } from './notice-cursor.js';

const TICK_MS = 1_000;
const AGAIN_MS = 200;
/** How often it moves its place to the end while nobody listens. */
const REST_MS = 10_000;
const CHUNK = 500;
/** Further behind than this, and subscribers are told to read anew rather than of each request. */
const MOST_BEHIND = 5_000;
/** A mirror being made again grows; one that stands still below where we were will not get there. */
const PATIENCE_MS = 5_000;

/** What is done with the events of a log. */
export interface LiveListener {
  /** Whether there is anybody to tell. While there is not, events are not read. */
  readonly listening: boolean;
  /** Gets ready to tell of events; the function it resolves with tells of one, at once. */
  prepare(log: NoticeLog, events: readonly MirroredEvent[]): Promise<(event: MirroredEvent) => void>;
  /** Events may have been missed. */
  gap(): void;
}

/**
 * Follows a mirror from its end on: every event once, in order; where that cannot be had, it says so and goes on. While
 * nobody listens, it only keeps its place near the end.
 */
export class LiveLog {
  private readonly complaint = new Complaint();
  private readonly logger = new Logger('notices');
  private seen: SeenPosition | undefined;
  private readonly waiting = new Set<() => void>();
  private readonly called = new Wake();
  /** Whether `at` may lie behind: it is moved only now and then while nobody listens. */
  private resting = true;
  private still: { end: number; since: number } | undefined;

  constructor(
    private readonly log: NoticeLog,
    private readonly mirrors: NoticeMirrors,
    private readonly tail: Pick<MirrorTail, 'beyond'>,
    private readonly listener: LiveListener,
  ) {}

  /** The last event told of; undefined until the mirror has been read. */
  get at(): SeenPosition | undefined {
    return this.seen;
  }

  /** Resolves once it stands where the mirror ended a moment ago, or by the signal; while somebody listens, it does. */
  async refresh(signal: AbortSignal): Promise<void> {
    if (this.isHeard() || !this.resting || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const stands = (): void => {
        this.waiting.delete(stands);
        resolve();
      };
      this.waiting.add(stands);
      this.called.ring();
      signal.addEventListener('abort', stands, { once: true });
    });
  }

  /** Somebody listens now: it need not rest any longer. */
  wake(): void {
    this.called.ring();
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!isAborted(signal)) {
      try {
        await this.look(signal);
        this.complaint.settle();
      } catch (error) {
        const message = `The mirror of the ${this.log} log cannot be followed.`;
        if (!isAborted(signal) && this.complaint.isNews(message))
          this.logger.warn({ msg: message, err: error });
        await pause(AGAIN_MS, signal);
      }
    }
  }

  private async look(signal: AbortSignal): Promise<void> {
    const end = await this.mirrors.end(this.log);
    const at = (this.seen ??= await positionAt(this.mirrors, this.log, end));
    this.resting = !this.isHeard();
    if (this.resting) await this.rest(at, end, signal);
    else if (end < at.position) await this.wait(end, signal);
    else if (end > at.position) await this.advance(at, end, signal);
    else await this.tail.beyond([{ log: this.log, position: end }], TICK_MS);
  }

  /** Whoever comes is told from `at` on, so that must not move once they are there. */
  private async rest(at: SeenPosition, end: number, signal: AbortSignal): Promise<void> {
    const there = end === at.position ? at : await positionAt(this.mirrors, this.log, end);
    if (this.isHeard()) return;
    this.seen = there;
    this.still = undefined;
    this.waiting.forEach((stands) => stands());
    if (!this.isWanted()) await this.called.wait(REST_MS, signal);
  }

  private async advance(at: SeenPosition, end: number, signal: AbortSignal): Promise<void> {
    const events = end - at.position > MOST_BEHIND ? undefined : await this.readAfter(at, end, signal);
    if (!events) {
      await this.skipTo(end);
      return;
    }
    if (events.length === 0) return;
    const tell = await this.prepared(events);
    this.still = undefined;
    // Nothing may come between an event's being told and its being seen: streams that open take `at` as it is.
    for (const event of events) {
      this.seen = positionOf(event);
      tell?.(event);
    }
    if (!tell) this.listener.gap();
  }

  /** None when the mirror cannot be read just now: it is asked again. */
  private async readAfter(
    at: SeenPosition,
    end: number,
    signal: AbortSignal,
  ): Promise<MirroredEvent[] | undefined> {
    try {
      return await eventsAfter(this.mirrors, this.log, at, CHUNK);
    } catch (error) {
      if (!(error instanceof MirrorUnreadable)) throw error;
      await this.wait(end, signal);
      return [];
    }
  }

  /** Undefined when it cannot be had whom these events concern: then nobody is told of them, but everybody to read anew. */
  private async prepared(
    events: readonly MirroredEvent[],
  ): Promise<((event: MirroredEvent) => void) | undefined> {
    try {
      return await this.listener.prepare(this.log, events);
    } catch (error) {
      this.logger.warn({ msg: 'The request service does not say whom changes concern.', err: error });
      return undefined;
    }
  }

  /** The mirror is shorter than it was: it is being made again, or it is that of a log that was put back. */
  private async wait(end: number, signal: AbortSignal): Promise<void> {
    const now = performance.now();
    if (this.still?.end !== end) this.still = { end, since: now };
    if (now - this.still.since > PATIENCE_MS) await this.skipTo(end);
    else await pause(AGAIN_MS, signal);
  }

  /** Asked through a function, for it changes while one waits. */
  private isHeard(): boolean {
    return this.listener.listening;
  }

  private isWanted(): boolean {
    return this.isHeard() || this.waiting.size > 0;
  }

  private async skipTo(end: number): Promise<void> {
    this.seen = await positionAt(this.mirrors, this.log, end);
    this.still = undefined;
    this.listener.gap();
  }
}
