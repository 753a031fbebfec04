import type { JetStreamManager } from '@nats-io/jetstream';
import type { LogFeed } from '@countersign/event-log';
import type { ServiceLogger } from '@countersign/postgres';
import type { HealthState } from './relay-telemetry.js';
import type { CommandGate } from './command-gate.js';
import { compareMirror } from './divergence.js';
import type { MirrorEnd } from './divergence.js';

/** Compares a log with its mirror, opens or shuts the gate accordingly, and logs an error when they differ. */
export class MirrorCheck {
  private diverged: string | undefined;
  private missing = 0;

  constructor(
    private readonly feed: LogFeed,
    private readonly gate: CommandGate,
    private readonly logger: ServiceLogger,
  ) {}

  /**
   * @returns the end of the mirror; undefined if it differs from the log
   * @throws if NATS or PostgreSQL does not answer; the gate then stays as it is
   */
  async run(jsm: JetStreamManager): Promise<MirrorEnd | undefined> {
    const { doubts } = this.gate;
    const standing = await compareMirror(jsm, this.feed);
    if (standing.kind === 'diverged') {
      this.shut(standing.why);
      return undefined;
    }
    if (this.diverged) this.logger.info(`The mirror of the ${this.feed.name} log follows it again.`);
    this.diverged = undefined;
    this.noteMissing(standing.missing);
    this.gate.open(doubts);
    return standing.end;
  }

  /** A damage that does not keep the service from taking commands. */
  get damage(): string | undefined {
    if (!this.missing) return undefined;
    const lost = `the mirror of the ${this.feed.name} log has lost ${this.missing} of its messages`;
    return `${lost}; consumers that have not read them wait until the migrate step has rebuilt the mirror`;
  }

  /** Why the service is not ready; undefined if log and mirror agree. */
  health(): HealthState | undefined {
    if (this.diverged) {
      return {
        up: false,
        detail: `${this.diverged}; commands are refused until an operator begins a new epoch`,
      };
    }
    if (this.gate.state === 'open') return undefined;
    return { up: false, detail: `the mirror of the ${this.feed.name} log has not been compared with it yet` };
  }

  /** The log has every event, so commands continue. A service cannot remove a mirror: only an operator can. */
  private noteMissing(missing: number): void {
    if (missing === this.missing) return;
    this.missing = missing;
    if (this.damage) this.logger.error(`The store of NATS is damaged: ${this.damage}.`);
    else this.logger.info(`The mirror of the ${this.feed.name} log is whole again.`);
  }

  private shut(why: string): void {
    this.gate.shut();
    if (this.diverged !== why) {
      this.logger.error(
        `LOG AND MIRROR DIVERGED: ${why}. Commands are refused until an operator begins a new epoch.`,
      );
    }
    this.diverged = why;
  }
}
