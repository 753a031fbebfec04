import type { JetStreamManager } from '@nats-io/jetstream';
import type { LogFeed } from '@countersign/event-log';
import type { HealthState, MessagingLogger } from '../ports.js';
import type { CommandGate } from './command-gate.js';
import { compareMirror } from './divergence.js';
import type { Standing } from './divergence.js';

/** Compares a log with its mirror, sets the gate by it, and says loudly when they differ. */
export class MirrorCheck {
  private diverged: string | undefined;

  constructor(
    private readonly feed: LogFeed,
    private readonly gate: CommandGate,
    private readonly logger: MessagingLogger,
  ) {}

  /**
   * The gate stays as it is for a damaged mirror: what is left of it speaks for the log, and who leads makes it again.
   * @throws when NATS or PostgreSQL does not answer; the gate then stays as it is
   */
  async run(jsm: JetStreamManager): Promise<Standing> {
    const { doubts } = this.gate;
    const standing = await compareMirror(jsm, this.feed);
    if (standing.kind === 'diverged') this.shut(standing.why);
    if (standing.kind !== 'follows') return standing;
    if (this.diverged) this.logger.info(`The mirror of the ${this.feed.name} log follows it again.`);
    this.diverged = undefined;
    this.gate.open(doubts);
    return standing;
  }

  /** Why the service is not ready; undefined when nothing speaks against it. */
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
