import type { Decision, DomainEvent, JsonObject, MfaProof, StepRecord } from '@countersign/contracts';
import { at, person, StoryOf, user } from './stories.js';

/** Proved at 08:59:30. */
export const PROOF: MfaProof = { methods: ['pwd', 'otp'], at: at(-30) };

/** A request's story with its access in use, in the events of today. */
export class AccessStory extends StoryOf {
  override submitted(mfa: MfaProof | null = null): DomainEvent {
    return this.event('request.submitted', 2, { ...super.submitted().data, mfa });
  }

  override granted(startsAt: string, endsAt: string, duration = 'PT1H'): DomainEvent {
    const how = { accessStarts: 'approval', scheduled: false };
    return this.event('access.granted', 2, { startsAt, endsAt, duration, ...how });
  }

  decidedAt(step: number, by: string, seconds: number, more: Partial<Decision> = {}): DomainEvent {
    return this.event('approval.decided', 1, { step, decision: decisionOf(by, seconds, more) });
  }

  /** The outcome with its steps, at a time, on one of the logs. */
  endedWith(
    log: 'request' | 'approval',
    outcome: 'approved' | 'rejected' | 'cancelled' | 'expired',
    seconds: number,
    steps: StepRecord[] = [],
  ): DomainEvent {
    const { data } = super.ended(log, outcome);
    return this.event(`${log}.${outcome}`, 1, { ...data, at: at(seconds), steps });
  }

  checkedOutAfter(seconds: number, endsAt: string): DomainEvent {
    const { ticketId, facts } = this;
    const what = { ticketId, by: facts.requester, at: at(seconds), startsAt: at(seconds), endsAt };
    return this.event('access.checked_out', 1, { ...what, exclusive: false, mfa: PROOF });
  }

  checkedInAfter(seconds: number): DomainEvent {
    const { ticketId, facts } = this;
    return this.event('access.checked_in', 1, { ticketId, by: facts.requester, at: at(seconds) });
  }

  endedAfter(seconds: number, reason: 'window-over' | 'not-used'): DomainEvent {
    const ticketId = reason === 'not-used' ? null : this.ticketId;
    return this.event('access.ended', 1, { ticketId, at: at(seconds), reason });
  }

  revokedAfter(seconds: number, by: string, reason: string): DomainEvent {
    const what = { ticketId: this.ticketId, by: person(by), at: at(seconds), reason };
    return this.event('access.revoked', 1, what);
  }

  private event(type: string, schemaVersion: number, data: object): DomainEvent {
    const all = { requestId: this.id, ...data };
    return { type, schemaVersion, data: JSON.parse(JSON.stringify(all)) as JsonObject };
  }
}

/** A step as an outcome carries it. */
export function step(
  name: string | null,
  status: StepRecord['status'],
  decisions: Decision[],
  requiredApprovals = 1,
): StepRecord {
  return { name, status, requiredApprovals, approvers: [user('bob')], decisions };
}

/** A decision by a person, so many seconds after 09:00. */
export function decisionOf(by: string, seconds: number, more: Partial<Decision> = {}): Decision {
  const rest = { comment: null, maxDuration: null, mfa: null, as: user(by), selfApproval: false };
  return { by: person(by), decision: 'approve', at: at(seconds), ...rest, ...more };
}
