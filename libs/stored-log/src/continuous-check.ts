import { Complaint, isAborted, messageOf, pause } from '@countersign/timing';
import type { Finding } from './finding.js';
import type { LogState, ReadableLog } from './stored-rows.js';
import { LogWalk } from './walk.js';
import type { WalkedRange } from './walk.js';

/** A completed comparison of a whole log. */
export interface Pass {
  /** The head when the comparison began. */
  position: number;
  at: Date;
}

/** What a continuous check compares, and whom it tells. */
export interface ContinuousCheckOptions {
  log: ReadableLog;
  /**
   * How long before the last event an event may lie that still decides about something open; null if every event does.
   * The check tells `onCompared` when it has compared this part.
   */
  openForMs: number | null;
  onCompared: () => void;
  /** Called once: the check ends with its first finding. */
  onFinding: (finding: Finding) => void;
  onPass: (pass: Pass) => void;
  /** Called with a failure that is news, such as a database that is away; the check tries again. */
  onFailure: (message: string, error: unknown) => void;
  /** The pause between two passes, in milliseconds. */
  restMs?: number;
  /** Most of one core's time that the check takes once the open part is compared, from 0 to 1. */
  share?: number;
  /** Positions that are compared at once. */
  rangeSize?: number;
}

const RETRY_MS = 1_000;

/**
 * Compares a log with what was hashed, again and again, from the newest events to the oldest. The part that decides about
 * what is open now is compared first, at full speed; the rest at a share of the processor's time.
 */
export class ContinuousCheck {
  private readonly stopping = new AbortController();
  private readonly complaint = new Complaint();
  private running = Promise.resolve();
  private hasCompared = false;
  private reached: { position: number; of: number } | undefined;
  private found: Finding | undefined;
  private last: Pass | undefined;

  constructor(private readonly options: ContinuousCheckOptions) {}

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** The last complete pass. */
  get lastPass(): Pass | undefined {
    return this.last;
  }

  /** Whether everything that decides about something open has been compared. */
  get isCompared(): boolean {
    return this.hasCompared;
  }

  /** The lowest position that the present pass has compared, and the head from which it came. */
  get progress(): { position: number; of: number } | undefined {
    return this.reached;
  }

  private async run(): Promise<void> {
    const { restMs = 30_000, onFailure } = this.options;
    const { signal } = this.stopping;
    while (!signal.aborted && !this.found) {
      try {
        await this.pass();
        this.complaint.settle();
        await pause(restMs, signal);
      } catch (error) {
        if (isAborted(signal)) return;
        const message = messageOf(error);
        if (this.complaint.isNews(message)) onFailure(message, error);
        await pause(RETRY_MS, signal);
      }
    }
  }

  private async pass(): Promise<void> {
    const { log, onPass, rangeSize } = this.options;
    const { signal } = this.stopping;
    const walk = await LogWalk.from(log);
    let startedAt = performance.now();
    for await (const range of walk.ranges(rangeSize)) {
      if (range.finding) {
        this.find(range.finding);
        return;
      }
      this.reached = { position: range.first, of: walk.head.position };
      if (this.isBeyondOpen(range, walk.head)) this.compared();
      if (this.hasCompared) await this.leaveTime(performance.now() - startedAt);
      if (isAborted(signal)) return;
      startedAt = performance.now();
    }
    this.last = { position: walk.head.position, at: new Date() };
    onPass(this.last);
  }

  /**
   * Whether nothing that lies before the range decides about something open. The time of an event can be relied on here,
   * because everything after it has been compared: a changed time would have broken the chain.
   */
  private isBeyondOpen({ first, events }: WalkedRange, { recordedAtMicros }: LogState): boolean {
    const { openForMs } = this.options;
    if (first <= 1) return first === 0;
    return openForMs !== null && (events[0]?.recordedAtMicros ?? 0) < recordedAtMicros - openForMs * 1_000;
  }

  private find(finding: Finding): void {
    this.found = finding;
    this.options.onFinding(finding);
  }

  private compared(): void {
    if (this.hasCompared) return;
    this.hasCompared = true;
    this.options.onCompared();
  }

  private leaveTime(busyMs: number): Promise<void> {
    const { share = 0.1 } = this.options;
    return pause(busyMs / share - busyMs, this.stopping.signal);
  }
}
