import { Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { Complaint, pause } from '@countersign/timing';
import type { Health, Metrics } from '@countersign/platform';
import { CheckpointDoubtful } from './checkpoints.js';
import type { Checkpoints } from './checkpoints.js';

/** A checkpoint this long overdue is reported as down; the logs have as long to follow from the last checkpoint. */
const LATE_MS = 5 * 60 * 1000;

/** What a keeper works with. */
interface CheckpointKeeperOptions {
  checkpoints: Pick<Checkpoints, 'take'>;
  intervalMs: number;
  metrics: { checkpointWaiting(seconds: number): void };
  /** Local milliseconds that never go back. */
  monotonic?: () => number;
}

/** The metrics of a keeper, on the registry of the service. */
export function checkpointMetrics(metrics: Metrics): CheckpointKeeperOptions['metrics'] {
  const waiting = metrics.gauge(
    'countersign_checkpoint_waiting_seconds',
    'How long no checkpoint of the logs could be taken; 0 while checkpoints are taken.',
  );
  return { checkpointWaiting: (seconds) => waiting.set(seconds) };
}

/** Has a checkpoint taken every interval, from start to shutdown; every instance tries, and one succeeds. */
export class CheckpointKeeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('checkpoints');
  private readonly complaint = new Complaint();
  private readonly stopping = new AbortController();
  private readonly monotonic: () => number;
  private running: Promise<void> = Promise.resolve();
  private waitingSince: number | null = null;

  constructor(private readonly options: CheckpointKeeperOptions) {
    this.monotonic = options.monotonic ?? (() => performance.now());
  }

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** The service works without checkpoints, but its auditors should know that they are missing. */
  health(): Health {
    if (!this.isLate()) return { up: true };
    const minutes = Math.floor(this.waitingMs() / 60_000);
    return { up: false, detail: `no checkpoint of the logs could be taken for ${minutes} minutes` };
  }

  /** One try. Never throws. */
  async once(): Promise<void> {
    try {
      await this.options.checkpoints.take(this.isLate());
      this.waitingSince = null;
      this.complaint.settle();
    } catch (error) {
      this.waitingSince ??= this.monotonic();
      this.tell(error);
    }
    this.options.metrics.checkpointWaiting(this.waitingMs() / 1000);
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!this.stopped()) {
      await pause(this.options.intervalMs, signal);
      if (!this.stopped()) await this.once();
    }
  }

  /** A method, because it changes while others are awaited. */
  private stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private tell(err: unknown): void {
    const message = err instanceof Error ? err.message : String(err);
    if (this.stopped() || !this.complaint.isNews(message)) return;
    const line = { msg: `The checkpoint of the logs waits: ${message}`, err };
    if (err instanceof CheckpointDoubtful) this.logger.error(line);
    else this.logger.warn(line);
  }

  private waitingMs(): number {
    return this.waitingSince === null ? 0 : this.monotonic() - this.waitingSince;
  }

  private isLate(): boolean {
    return this.waitingMs() >= LATE_MS;
  }
}
