import type { JetStreamManager } from '@nats-io/jetstream';
import type { LogName } from '@countersign/contracts';
import type { LogFeed } from '@countersign/event-log';
import type { ServiceLogger } from '@countersign/postgres';
import type { HealthState } from './relay-telemetry.js';
import type { CommandGate } from './command-gate.js';
import { compareMirror } from './divergence.js';
import type { Damage, Standing } from './divergence.js';

/** Compares a log with its mirror, opens or shuts the gate accordingly, and logs an error when they differ. */
export class MirrorCheck {
  private diverged: string | undefined;
  private spoiled: string | undefined;

  constructor(
    private readonly feed: LogFeed,
    private readonly gate: CommandGate,
    private readonly logger: ServiceLogger,
  ) {}

  /** @throws if NATS or PostgreSQL does not answer; the gate then stays as it is */
  async run(jsm: JetStreamManager): Promise<Standing> {
    const { doubts } = this.gate;
    const standing = await compareMirror(jsm, this.feed);
    if (standing.kind === 'diverged') {
      this.shut(standing.why);
      return standing;
    }
    if (this.diverged) this.logger.info(`The mirror of the ${this.feed.name} log follows it again.`);
    this.diverged = undefined;
    this.noteDamage(standing.kind === 'spoiled' ? standing.damage : undefined);
    // The log has every event, so commands continue while its relay recreates the mirror.
    this.gate.open(doubts);
    return standing;
  }

  /** A damage that does not keep the service from taking commands. */
  get damage(): string | undefined {
    return this.spoiled && `${this.spoiled}; its relay recreates it`;
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

  private noteDamage(damage: Damage | undefined): void {
    const spoiled = damage && inWords(this.feed.name, damage);
    if (spoiled !== undefined && spoiled !== this.spoiled)
      this.logger.error(`THE MIRROR IS SPOILED: ${spoiled}. Its relay recreates it.`);
    if (spoiled === undefined && this.spoiled !== undefined)
      this.logger.info(`The mirror of the ${this.feed.name} log is whole again.`);
    this.spoiled = spoiled;
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

/** What is wrong with a mirror, as a sentence without its full stop. */
export function inWords(log: LogName, { end, strays, firstStray, missing }: Damage): string {
  const after = `after its event ${end.position} (the first: ${firstStray ?? 'unknown'})`;
  const parts = [
    ...(strays > 0 ? [`holds ${strays} stray ${strays === 1 ? 'message' : 'messages'} ${after}`] : []),
    ...(missing > 0 ? [`has lost ${missing} of its messages`] : []),
  ];
  return `the mirror of the ${log} log ${parts.join(' and ')}`;
}
