import { Inject, Injectable, Logger } from '@nestjs/common';
import { Unavailable } from '@countersign/contracts';
import type { EventLog, LogHead } from '@countersign/event-log';
import { answering, EVENT_LOG } from '@countersign/service';
import type { PolicyIndex } from '@countersign/policy-domain';
import { CatalogueState } from './catalogue-state.js';

const PAGE = 500;

/** Why the log is read from its beginning again: the database was restored to another past, or personal data is gone. */
const RESTORED = 'the policy log differs from what was read of it; reading it again from its beginning';
const ERASED = 'personal data was erased from the policy log; reading it again from its beginning';

/**
 * Every policy in memory, as the log has them. Whoever asks gets a state that has the log's head of that moment
 * (rules.md#policy-service-silent), so a policy saved by another instance is in force here at once.
 */
@Injectable()
export class PolicyCatalogue {
  private readonly logger = new Logger(PolicyCatalogue.name);
  private state = new CatalogueState(0);
  private running: Promise<unknown> = Promise.resolve();
  private next: Promise<PolicyIndex> | undefined;

  constructor(@Inject(EVENT_LOG) private readonly log: EventLog) {}

  /**
   * The policies, read to the head of the log.
   * @throws Unavailable (503) when the log does not answer
   */
  current(): Promise<PolicyIndex> {
    this.next ??= this.afterRunning();
    return this.next;
  }

  /** A reading under way may have asked for the head too early for this caller; all who wait share the next one. */
  private afterRunning(): Promise<PolicyIndex> {
    const reading = this.running.then(() => {
      this.next = undefined;
      return answering('The policy log', this.readToHead());
    });
    this.running = reading.catch(() => undefined);
    return reading;
  }

  private async readToHead(): Promise<PolicyIndex> {
    const head = await this.log.head();
    if (this.state.position === 0) this.state = new CatalogueState(head.position);
    else if (!this.state.mayLeadTo(head)) this.startOver(head.position, RESTORED);
    while (this.state.position < head.position) await this.readPage(head);
    return this.state.index;
  }

  /** Reads the last event known once more: its hash shows whether this is still the same log. */
  private async readPage(head: LogHead): Promise<void> {
    const events = await this.log.readFrom(Math.max(this.state.position, 1), PAGE);
    if (!this.state.continuesWith(events)) {
      this.startOver(head.position, RESTORED);
      return;
    }
    const before = this.state.position;
    this.state.apply(events);
    if (this.state.position === before) {
      this.logger.error({ msg: 'the log has a head it does not lead to', head, position: before });
      throw new Unavailable('The policy log');
    }
    if (this.state.holdsErased) this.startOver(this.state.position, ERASED);
  }

  /** What is known here is derived from the log alone, so it can be read again from its beginning. */
  private startOver(begunAt: number, reason: string): void {
    this.logger.warn({ msg: reason, position: this.state.position });
    this.state = new CatalogueState(begunAt);
  }
}
