import { Logger } from '@nestjs/common';
import { Complaint, isAborted, pause, Wake } from '@countersign/timing';
import { MirrorUnreadable } from '@countersign/mirror';
import type { MirroredEvent, MirrorTail, SeenPosition } from '@countersign/mirror';
import { eventsAfter, positionAt, positionOf } from './request-change.js';
import type { NoticeMirrors, NoticeLog } from './request-change.js';

const POLL_MS = 1_000;
const RETRY_MS = 200;
/** How often the position moves to the end while nobody listens. */
const IDLE_MS = 10_000;
const READ_LIMIT = 500;
/** With a longer lag, subscribers reload everything instead of being notified of each request. */
const MAX_LAG = 5_000;
/** A mirror that is being rebuilt grows; a mirror that stays too short for this long will not reach our position. */
const REBUILD_TIMEOUT_MS = 5_000;

export interface LiveListener {
  /** Whether there are subscribers. Without subscribers no events are read. */
  readonly listening: boolean;
  /** Prepares for events; the returned function notifies of one event synchronously. */
  prepare(log: NoticeLog, events: readonly MirroredEvent[]): Promise<(event: MirroredEvent) => void>;
  /** Events may have been missed. */
  gap(): void;
}

/**
 * Follows a mirror from its end: every event once, in order; where that is impossible, it reports a gap and continues.
 * While nobody listens, it only keeps its position near the end.
 */
export class LiveLog {
  private readonly complaint = new Complaint();
  private readonly logger = new Logger('notices');
  private seen: SeenPosition | undefined;
  private readonly waiting = new Set<() => void>();
  private readonly called = new Wake();
  /** Whether `at` may lag behind, because it is updated only occasionally while nobody listens. */
  private idle = true;
  private still: { end: number; since: number } | undefined;

  constructor(
    private readonly log: NoticeLog,
    private readonly mirrors: NoticeMirrors,
    private readonly tail: Pick<MirrorTail, 'beyond'>,
    private readonly listener: LiveListener,
  ) {}

  /** The position of the last handled event; undefined until the mirror has been read. */
  get at(): SeenPosition | undefined {
    return this.seen;
  }

  /** Resolves when `at` is at the current end of the mirror, or when the signal aborts; at once while somebody listens. */
  async refresh(signal: AbortSignal): Promise<void> {
    if (this.isHeard() || !this.idle || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.waiting.add(done);
      this.called.ring();
      signal.addEventListener('abort', done, { once: true });
    });
  }

  /** Ends the idle state, because a subscriber has come. */
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
        await pause(RETRY_MS, signal);
      }
    }
  }

  private async look(signal: AbortSignal): Promise<void> {
    const end = await this.mirrors.end(this.log);
    const at = (this.seen ??= await positionAt(this.mirrors, this.log, end));
    this.idle = !this.isHeard();
    if (this.idle) await this.stayIdle(at, end, signal);
    else if (end < at.position) await this.wait(end, signal);
    else if (end > at.position) await this.advance(at, end, signal);
    else await this.tail.beyond([{ log: this.log, position: end }], POLL_MS);
  }

  /** A new subscriber is notified from `at` on, so `at` must not move once there is one. */
  private async stayIdle(at: SeenPosition, end: number, signal: AbortSignal): Promise<void> {
    const position = end === at.position ? at : await positionAt(this.mirrors, this.log, end);
    if (this.isHeard()) return;
    this.seen = position;
    this.still = undefined;
    this.waiting.forEach((done) => done());
    if (!this.isWanted()) await this.called.wait(IDLE_MS, signal);
  }

  private async advance(at: SeenPosition, end: number, signal: AbortSignal): Promise<void> {
    const events = end - at.position > MAX_LAG ? undefined : await this.readAfter(at, end, signal);
    if (!events) {
      await this.skipTo(end);
      return;
    }
    if (events.length === 0) return;
    const notify = await this.prepared(events);
    this.still = undefined;
    // Synchronous, because a stream that opens between `seen` and the notification would miss the event.
    for (const event of events) {
      this.seen = positionOf(event);
      notify?.(event);
    }
    if (!notify) this.listener.gap();
  }

  /** No events when the mirror cannot be read just now; the caller tries again. */
  private async readAfter(
    at: SeenPosition,
    end: number,
    signal: AbortSignal,
  ): Promise<MirroredEvent[] | undefined> {
    try {
      return await eventsAfter(this.mirrors, this.log, at, READ_LIMIT);
    } catch (error) {
      if (!(error instanceof MirrorUnreadable)) throw error;
      await this.wait(end, signal);
      return [];
    }
  }

  /** Undefined when the audiences of the events are unknown: then every subscriber reloads everything. */
  private async prepared(
    events: readonly MirroredEvent[],
  ): Promise<((event: MirroredEvent) => void) | undefined> {
    try {
      return await this.listener.prepare(this.log, events);
    } catch (error) {
      this.logger.warn({
        msg: 'The request service does not answer for the audiences of changes.',
        err: error,
      });
      return undefined;
    }
  }

  /** Waits while the mirror is too short: it is being rebuilt, or it belongs to a log that was restored from a backup. */
  private async wait(end: number, signal: AbortSignal): Promise<void> {
    const now = performance.now();
    if (this.still?.end !== end) this.still = { end, since: now };
    if (now - this.still.since > REBUILD_TIMEOUT_MS) await this.skipTo(end);
    else await pause(RETRY_MS, signal);
  }

  /** A method, because the value changes during an await. */
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
