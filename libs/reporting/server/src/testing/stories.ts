import { createHash } from 'node:crypto';
import { formatDuration, policyContent } from '@countersign/contracts';
import type {
  Actor,
  Approver,
  Caller,
  Decision,
  DomainEvent,
  GoverningPolicy,
  JsonObject,
  LogName,
  Person,
  PolicyContentInput,
  RecordedEvent,
  RequestFacts,
  Role,
  StepRecord,
} from '@countersign/contracts';

export const ISSUER = 'https://id.example.com';

/** 2026-03-01T09:00:00.000Z and so many seconds. */
export const at = (seconds: number): string =>
  new Date(Date.UTC(2026, 2, 1, 9) + seconds * 1000).toISOString();

/** A UUIDv7 that depends on the number alone. */
export const uuid = (n: number): string => `01990000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

export const person = (id: string, issuer = ISSUER): Person => ({
  issuer,
  id,
  name: `${id.charAt(0).toUpperCase()}${id.slice(1)} Example`,
  email: `${id}@example.com`,
});

export function caller(
  id: string,
  {
    groups = [],
    roles = [],
    issuer = ISSUER,
  }: Partial<Pick<Caller, 'groups' | 'issuer'>> & { roles?: Role[] } = {},
): Caller {
  const authentication = { methods: ['pwd'], contextClass: null, at: null };
  return { ...person(id, issuer), groups, roles, authentication, tokenExpiresAt: new Date('2099-01-01') };
}

export const user = (id: string): Approver => ({ type: 'user', id });
export const group = (id: string): Approver => ({ type: 'group', id });

export function policy(
  steps: { approvers: Approver[]; requiredApprovals?: number }[],
  more: Partial<PolicyContentInput> = {},
): GoverningPolicy {
  const content = policyContent.parse({
    name: 'production',
    conditions: [{ resourceNames: ['**'] }],
    maxAccessDuration: 'PT4H',
    steps: steps.map((step) => ({ requiredApprovals: 1, ...step })),
    ...more,
  });
  return { id: uuid(900), version: 1, writtenBy: person('erin'), content };
}

/** One request's story: events of both logs, in the order of each log. */
export interface Story {
  request: DomainEvent[];
  approval: DomainEvent[];
}

export interface Asked extends Partial<Omit<RequestFacts, 'requester'>> {
  requester?: Person;
  policy?: GoverningPolicy;
  expiresAt?: string;
}

/** The events of request number `n`, as the request and the approval service record them. */
export class StoryOf {
  readonly id: string;
  /** Of its check-out. */
  readonly ticketId: string;
  readonly facts: RequestFacts;
  readonly policy: GoverningPolicy;
  readonly expiresAt: string;

  constructor(
    n: number,
    { policy: governing, expiresAt = '2099-01-01T00:00:00.000Z', ...facts }: Asked = {},
  ) {
    this.id = uuid(n);
    this.ticketId = uuid(n + 0x100000);
    this.policy = governing ?? policy([{ approvers: [user('bob'), user('carol')] }]);
    this.expiresAt = expiresAt;
    this.facts = {
      requester: person('alice'),
      resource: 'prod-db',
      account: 'db-admin',
      duration: formatDuration(3600),
      justification: null,
      ticket: null,
      startsAt: null,
      submittedAt: at(n),
      ...facts,
    };
  }

  submitted(): DomainEvent {
    const { id, facts, policy, expiresAt } = this;
    return event('request.submitted', { requestId: id, request: facts, policy, expiresAt, mfa: null }, 2);
  }

  refused(): DomainEvent {
    const why = { code: 'no-policy-applies', detail: 'No policy allows it.' };
    return event('request.refused', { requestId: this.id, request: this.facts, ...why });
  }

  /** Granted without a policy. */
  unmatched(): DomainEvent {
    return event('request.unmatched', { requestId: this.id, request: this.facts, unmatched: true });
  }

  opened(): DomainEvent {
    const { id, facts, policy, expiresAt } = this;
    return event('approval.opened', { requestId: id, request: facts, policy, expiresAt });
  }

  decided(
    step: number,
    by: string,
    decision: Decision['decision'] = 'approve',
    comment: string | null = null,
  ): DomainEvent {
    const rest = { comment, maxDuration: null, at: at(1000), mfa: null, as: user(by), selfApproval: false };
    return event('approval.decided', {
      requestId: this.id,
      step,
      decision: { by: person(by), decision, ...rest },
    });
  }

  /** A step as an ending keeps it, with one decision. */
  step(by: string, decision: Decision['decision'] = 'approve'): StepRecord {
    const rest = { comment: null, maxDuration: null, at: at(1000), mfa: null, as: user(by) };
    const selfApproval = by === this.facts.requester.id;
    return {
      ...{ name: null, status: decision === 'approve' ? 'approved' : 'rejected' },
      ...{ requiredApprovals: 1, approvers: [user(by)] },
      decisions: [{ by: person(by), decision, ...rest, selfApproval }],
    };
  }

  /** `approval.approved` and the like on one log, `request.approved` and the like on the other. */
  ended(
    log: 'request' | 'approval',
    outcome: 'approved' | 'rejected' | 'cancelled' | 'expired',
    steps: StepRecord[] = [],
  ): DomainEvent {
    const ended = { requestId: this.id, at: at(2000), steps };
    if (outcome === 'approved' && log === 'approval')
      return event('approval.approved', { ...ended, duration: 'PT1H' });
    const by = { by: this.facts.requester, comment: 'not needed any more' };
    return event(`${log}.${outcome}`, outcome === 'cancelled' ? { ...ended, ...by } : ended);
  }

  granted(startsAt: string, endsAt: string): DomainEvent {
    const terms = { duration: 'PT1H', accessStarts: 'approval', scheduled: false };
    return event('access.granted', { requestId: this.id, startsAt, endsAt, ...terms }, 2);
  }

  accessOpened(at: string): DomainEvent {
    return event('access.opened', { requestId: this.id, at });
  }

  /** The window is as it stands after it. */
  checkedOut(at: string, [startsAt, endsAt]: readonly [string, string]): DomainEvent {
    const window = { at, startsAt, endsAt, exclusive: false, mfa: null };
    return event('access.checked_out', { ...this.use(), ...window });
  }

  checkedIn(at: string): DomainEvent {
    return event('access.checked_in', { ...this.use(), at });
  }

  accessEnded(at: string): DomainEvent {
    return event('access.ended', { requestId: this.id, ticketId: null, at, reason: 'window-over' });
  }

  revoked(at: string, reason = 'The incident is over.'): DomainEvent {
    return event('access.revoked', { ...this.use(), by: person('erin'), at, reason });
  }

  /** What a check-out writes to the streams of its account and of its ticket. */
  bookkeeping(at: string, endsAt: string): DomainEvent[] {
    const { resource, account } = this.facts;
    const { by, ...check } = this.use();
    return [
      event('account.taken', { ...check, resource, account, by, at, endsAt, exclusive: true }),
      event('ticket.issued', check),
      event('account.released', check),
    ];
  }

  private use() {
    return { requestId: this.id, ticketId: this.ticketId, by: this.facts.requester };
  }

  slot(type: 'request.slot_taken' | 'request.slot_released'): DomainEvent {
    return event(type, { requestId: this.id });
  }

  /** Approved by bob in one step, with an access. */
  approvedStory(startsAt = at(2000), endsAt = at(5600)): Story {
    return {
      request: [
        this.submitted(),
        this.slot('request.slot_taken'),
        this.ended('request', 'approved'),
        this.granted(startsAt, endsAt),
        this.slot('request.slot_released'),
      ],
      approval: [
        this.opened(),
        this.decided(0, 'bob', 'approve', 'fine'),
        this.ended('approval', 'approved'),
      ],
    };
  }
}

function event(type: string, data: object, schemaVersion = 1): DomainEvent {
  return { type, schemaVersion, data: JSON.parse(JSON.stringify(data)) as JsonObject };
}

/** Gives events of one log their positions, versions, times and hashes, as the log would. */
export function recorded(log: LogName, events: DomainEvent[], from = 1): RecordedEvent[] {
  const versions = new Map<string, number>();
  return events.map(({ type, schemaVersion, data }, i) => {
    const position = from + i;
    const stream = streamOf(type, data['requestId'] as string);
    const version = (versions.get(stream) ?? 0) + 1;
    versions.set(stream, version);
    const trace = { correlationId: uuid(1), causationId: null, traceparent: null };
    const hash = createHash('sha256').update(`${log}${position}`).digest('hex');
    return {
      position,
      id: uuid(position),
      stream,
      version,
      type,
      schemaVersion,
      ...trace,
      actor: ACTOR,
      recordedAt: timeOf(log, position),
      data,
      hash,
    };
  });
}

const ACTOR: Actor = { kind: 'service', id: 'test' };

/** Microseconds, which a JavaScript date would lose. */
function timeOf(log: LogName, position: number): string {
  return `2026-03-01T10:00:00.${String(position * 10 + (log === 'request' ? 1 : 2)).padStart(6, '0')}Z`;
}

export function streamOf(type: string, requestId: string): string {
  const hash = createHash('sha256').update(requestId).digest('hex');
  if (type.startsWith('request.slot_')) return `open_request-${hash}`;
  if (type.startsWith('account.')) return `account-${hash}`;
  if (type.startsWith('ticket.')) return `ticket-${requestId}`;
  return type.startsWith('approval.') ? `approval-${requestId}` : `request-${requestId}`;
}
