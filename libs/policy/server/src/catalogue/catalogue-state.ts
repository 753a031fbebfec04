import type { PolicyEvent, RecordedEvent } from '@countersign/contracts';
import type { LogHead } from '@countersign/event-log';
import { PolicyIndex, savedPolicyFold } from '@countersign/policy-domain';
import type { Recorded, RecordedPolicy } from '@countersign/policy-domain';

/** The policies after the first `position` events of the log. */
export class CatalogueState {
  readonly index = new PolicyIndex();
  position = 0;
  /** Personal data was erased after the first events had been read: a name that is gone may still be here. */
  holdsErased = false;
  private hash: string | undefined;

  /** @param begunAt - a position that the log had reached before the first read: erasures up to there are no news */
  constructor(private readonly begunAt: number) {}

  /** Whether a log with this head can begin with what was read; a longer one is checked when it is read on. */
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
