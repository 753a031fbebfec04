import { LogUnavailable } from '../event-log.errors.js';
import type { PreparedAppend } from '../prepared-append.js';
import type { AppendOutcome } from './append-outcome.js';

/** Stores a batch and returns one outcome per append, in order. Never rejects. */
export type Flush = (batch: PreparedAppend[]) => Promise<AppendOutcome[]>;

/** Counts flushes: how many appends each contained, and how long it took. */
export interface BatchMetrics {
  batch(size: number, seconds: number): void;
}

/** Limits of the group commit. They come from measurements, so there is no setting for them. */
export const groupCommitLimits = {
  /** Most events in a flush, unless a single append has more. */
  events: 500,
  /** Most waiting appends; above that, callers get an error at once, because the log cannot keep up. */
  waiting: 20_000,
  /** Longest time that an append waits before it is given up, in milliseconds. It is not sent after that. */
  waitMs: 5_000,
} as const;

interface Waiting {
  append: PreparedAppend;
  since: number;
  resolve: (outcome: AppendOutcome) => void;
}

/**
 * Group commit: appends that arrive while flushes are under way go together into the next flush.
 *
 * Each flush takes at most half of what is queued and in flight, so that one of the two lanes prepares its batch while
 * the other waits for the disk. No two appends in one flush, or in flushes that are in flight together, share a stream
 * or a command id: the later append waits for the earlier, in order of arrival.
 */
export class GroupCommit {
  private waiting: Waiting[] = [];
  private readonly inFlight = new Set<string>();
  private appendsInFlight = 0;
  private scheduled = false;
  private readonly idleLanes: Flush[];
  private readonly lanes: number;
  private drained: (() => void)[] = [];

  constructor(
    lanes: readonly Flush[],
    private readonly metrics?: BatchMetrics,
  ) {
    this.idleLanes = [...lanes];
    this.lanes = lanes.length;
  }

  /** Queues an append; resolves with its outcome when its flush is over. Never rejects. */
  submit(append: PreparedAppend): Promise<AppendOutcome> {
    if (this.waiting.length >= groupCommitLimits.waiting) {
      return Promise.resolve(givenUp('too many appends are waiting'));
    }
    return new Promise((resolve) => {
      this.waiting.push({ append, since: Date.now(), resolve });
      this.schedule();
    });
  }

  /** Resolves when nothing is waiting and nothing is in flight. */
  async drain(): Promise<void> {
    if (!this.waiting.length && this.idleLanes.length === this.lanes) return;
    await new Promise<void>((resolve) => this.drained.push(resolve));
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.pump();
    });
  }

  private pump(): void {
    this.giveUpOld();
    while (this.waiting.length) {
      const lane = this.idleLanes.pop();
      if (!lane) return;
      const batch = this.take();
      if (!batch.length) {
        this.idleLanes.push(lane);
        return;
      }
      void this.run(lane, batch);
    }
    if (this.idleLanes.length === this.lanes) this.drained.splice(0).forEach((resolve) => resolve());
  }

  private async run(lane: Flush, batch: Waiting[]): Promise<void> {
    const started = performance.now();
    const outcomes = await lane(batch.map(({ append }) => append));
    for (const { append } of batch) append.keys.forEach((key) => this.inFlight.delete(key));
    this.appendsInFlight -= batch.length;
    this.idleLanes.push(lane);
    this.metrics?.batch(batch.length, (performance.now() - started) / 1000);
    batch.forEach(({ resolve }, i) => resolve(outcomes[i] ?? givenUp('no outcome')));
    this.schedule();
  }

  /** The next batch. An append that must wait keeps its place, and holds back later appends with the same keys. */
  private take(): Waiting[] {
    const limit = Math.min(
      groupCommitLimits.events,
      Math.ceil((this.waiting.length + this.appendsInFlight) / 2),
    );
    const batch: Waiting[] = [];
    const left: Waiting[] = [];
    const heldBack = new Set<string>();
    let next = 0;
    let events = 0;
    for (; next < this.waiting.length && batch.length < limit && events < groupCommitLimits.events; next++) {
      const one = this.waiting[next] as Waiting;
      const { keys } = one.append;
      if (keys.some((key) => this.inFlight.has(key) || heldBack.has(key))) {
        keys.forEach((key) => heldBack.add(key));
        left.push(one);
      } else {
        keys.forEach((key) => this.inFlight.add(key));
        events += one.append.events.length;
        batch.push(one);
      }
    }
    this.waiting = left.length ? left.concat(this.waiting.slice(next)) : this.waiting.slice(next);
    this.appendsInFlight += batch.length;
    return batch;
  }

  private giveUpOld(): void {
    const oldest = this.waiting[0];
    if (!oldest || Date.now() - oldest.since <= groupCommitLimits.waitMs) return;
    const limit = Date.now() - groupCommitLimits.waitMs;
    const old = this.waiting.filter(({ since }) => since < limit);
    this.waiting = this.waiting.filter(({ since }) => since >= limit);
    old.forEach(({ resolve }) => resolve(givenUp('the append waited too long')));
  }
}

function givenUp(why: string): AppendOutcome {
  return { kind: 'failed', error: new LogUnavailable(`${why}; nothing was sent to the database`) };
}
