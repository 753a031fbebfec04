import { Inject, Injectable, Logger } from '@nestjs/common';
import { Unavailable } from '@countersign/contracts';
import type { PolicyEvent, RecordedEvent } from '@countersign/contracts';
import type { EventLog, LogHead } from '@countersign/event-log';
import { answering, EVENT_LOG } from '@countersign/service';
import { PolicyIndex, savedPolicyFold } from '@countersign/policy-domain';
import type { Recorded, RecordedPolicy } from '@countersign/policy-domain';

const PAGE = 500;

/**
 * Why the log is read from its beginning again: the database was restored to another past, or personal data is gone.
 */
const RESTORED = 'the policy log differs from what was read of it; reading it again from the beginning';
const ERASED = 'personal data was erased from the policy log; reading it again from the beginning';

/**
 * All policies in memory. A caller gets a state that includes the log's head at the time of the call
 * (rules.md#policy-service-silent), so a policy that another instance saved holds here at once.
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

  /** The current read may have fetched the head before this call. All waiting callers share the next read. */
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

  /** Reads the last known event again: its hash shows whether this is still the same log. */
  private async readPage(head: LogHead): Promise<void> {
    const events = await this.log.readFrom(Math.max(this.state.position, 1), PAGE);
    if (!this.state.continuesWith(events)) {
      this.startOver(head.position, RESTORED);
      return;
    }
    const before = this.state.position;
    this.state.apply(events);
    if (this.state.position === before) {
      this.logger.error({ msg: 'the log ends before its head', head, position: before });
      throw new Unavailable('The policy log');
    }
    if (this.state.holdsErased) this.startOver(this.state.position, ERASED);
  }

  /** The state is derived from the log alone, so it can be read again from the beginning. */
  private startOver(begunAt: number, reason: string): void {
    this.logger.warn({ msg: reason, position: this.state.position });
    this.state = new CatalogueState(begunAt);
  }
}

/** The policies after the first `position` events of the log. */
class CatalogueState {
  readonly index = new PolicyIndex();
  position = 0;
  /** Personal data was erased after the first events had been read: a name that is gone may still be here. */
  holdsErased = false;
  private hash: string | undefined;

  /** @param begunAt - a position that the log had reached before the first read: erasures up to there are no news */
  constructor(private readonly begunAt: number) {}

  /** Whether a log with this head can begin with what was read. A longer log is checked when reading continues. */
  mayLeadTo(head: LogHead): boolean {
    if (head.position === this.position) return this.hash === undefined || head.hash === this.hash;
    return head.position > this.position;
  }

  /** Whether events, read from the last one known (or from 1), belong to the log that was read so far. */
  continuesWith([first]: RecordedEvent[]): boolean {
    return this.hash === undefined || (first?.position === this.position && first.hash === this.hash);
  }

  /** Takes in what is new of these events. */
  apply(events: RecordedEvent[]): void {
    for (const event of events) {
      if (event.position <= this.position) continue;
      if (isPolicyEvent(event)) this.evolve(event);
      if (event.type === 'personal_data.erased' && event.position > this.begunAt) this.holdsErased = true;
      this.position = event.position;
      this.hash = event.hash;
    }
  }

  private evolve(event: Recorded<PolicyEvent>): void {
    const id = event.data.policyId;
    const known = this.index.get(id);
    const before: RecordedPolicy = known ? { status: 'active', ...known } : savedPolicyFold.initialState;
    const after = savedPolicyFold.evolve(before, event);
    if (after.status === 'active') this.index.put(after);
    else this.index.delete(id);
  }
}

/** Events of policies; erasures, and types that newer code wrote, change no policy. */
function isPolicyEvent(event: RecordedEvent): event is Recorded<PolicyEvent> {
  return ['policy.created', 'policy.updated', 'policy.deleted'].includes(event.type);
}
