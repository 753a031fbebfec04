import { createHash } from 'node:crypto';
import { actorOf, formatDuration, freshSteps, policyContent } from '@countersign/contracts';
import type {
  About,
  Actor,
  Approver,
  Caller,
  Decision,
  DomainEvent,
  FreeTexts,
  GoverningPolicy,
  JsonObject,
  LogName,
  MfaProof,
  Person,
  PersonRef,
  PolicyContentInput,
  RecordedEvent,
  RequestTerms,
  Role,
  StepRecord,
} from '@countersign/contracts';

const ISSUER = 'https://id.example.com';

/** Seconds after 2026-03-01T09:00:00.000Z. */
export const at = (seconds: number): string =>
  new Date(Date.UTC(2026, 2, 1, 9) + seconds * 1000).toISOString();

/** The same UUIDv7 for the same number. */
export const uuid = (n: number): string => `01990000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

/** Proved at 08:59:30. */
export const PROOF: MfaProof = { methods: ['pwd', 'otp'], at: at(-30) };

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
  return {
    kind: 'person',
    ...person(id, issuer),
    groups,
    roles,
    authentication,
    tokenExpiresAt: new Date('2099-01-01'),
  };
}

export const user = (id: string): Approver => ({ type: 'user', id });
export const group = (id: string): Approver => ({ type: 'group', id });

export function policy(
  steps: { name?: string; approvers: Approver[]; requiredApprovals?: number }[],
  more: Partial<PolicyContentInput> = {},
): GoverningPolicy {
  const content = policyContent.parse({
    name: 'production',
    conditions: [{ resourceNames: ['**'] }],
    maxAccessDuration: 'PT4H',
    steps: steps.map((step) => ({ requiredApprovals: 1, ...step })),
    ...more,
  });
  return { id: uuid(900), version: 1, authors: [refOf(person('erin'))], content };
}

/** An event with its author, before its log has recorded it. */
export interface Authored extends DomainEvent {
  /** A person whose name and e-mail address are in the private text, or a service. */
  author: Person | string;
}

/** One request's story: events of both logs, in the order of each log. */
export interface Story {
  request: Authored[];
  approval: Authored[];
}

export interface Asked extends Partial<RequestTerms> {
  requester?: Person;
  resource?: string;
  account?: string;
  justification?: string | null;
  policy?: GoverningPolicy;
  expiresAt?: string;
}

export type Outcome = 'approved' | 'rejected' | 'cancelled' | 'expired';

/** A decision before it is recorded, with its comment. */
export interface Deciding extends Partial<Omit<Decision, 'by'>> {
  comment?: string;
}

/** The events of request number `n`, as the request and the approval service record them. */
export class StoryOf {
  readonly id: string;
  /** Of its check-out. */
  readonly ticketId: string;
  readonly requester: Person;
  readonly policy: GoverningPolicy;
  readonly terms: RequestTerms;
  private readonly expiresAt: string;
  private readonly justification: string | null;
  private readonly names: Pick<About, 'resource' | 'account'>;

  constructor(n: number, asked: Asked = {}) {
    const { requester = person('alice'), resource = 'prod-db', account = 'db-admin' } = asked;
    this.id = uuid(n);
    this.ticketId = uuid(n + 0x100000);
    this.requester = requester;
    this.names = { resource, account };
    this.policy = asked.policy ?? policy([{ approvers: [user('bob'), user('carol')] }]);
    this.expiresAt = asked.expiresAt ?? '2099-01-01T00:00:00.000Z';
    this.justification = asked.justification ?? null;
    this.terms = {
      duration: asked.duration ?? formatDuration(3600),
      ticket: asked.ticket ?? null,
      startsAt: asked.startsAt ?? null,
      submittedAt: asked.submittedAt ?? at(n),
    };
  }

  submitted(mfa: MfaProof | null = null): Authored {
    const { policy, expiresAt, justification } = this;
    const data = { ...this.about(), ...this.terms, policy, expiresAt, mfa };
    return event('request.submitted', this.requester, data, { justification });
  }

  refused(): Authored {
    const why = { code: 'no-policy-applies', detail: 'No policy allows it.' };
    const data = { ...this.about(), policy: null, ...this.terms, ...why, count: 1 };
    return event('request.refused', this.requester, data, { justification: this.justification });
  }

  /** The request is granted without a policy. */
  unmatched(): Authored {
    const data = { ...this.about(), policy: null, ...this.terms, unmatched: true };
    return event('request.unmatched', this.requester, data, { justification: this.justification });
  }

  opened(): Authored {
    const { policy, expiresAt } = this;
    return event('approval.opened', 'approval', { ...this.about(), ...this.terms, policy, expiresAt });
  }

  /** A decision, in seconds after 09:00. */
  decided(step: number, by: string, seconds = 1000, deciding: Deciding = {}): Authored {
    const decision = this.decision(by, seconds, deciding);
    const { comment } = deciding;
    return event(
      'approval.decided',
      person(by),
      { ...this.about(), step, decision },
      { comment: comment ?? null },
    );
  }

  /** A decision as in an event. */
  decision(by: string, seconds = 1000, { comment: _, ...more }: Deciding = {}): Decision {
    const rest = { maxDuration: null, mfa: null, as: user(by), selfApproval: by === this.requester.id };
    return { by: refOf(person(by)), decision: 'approve', at: at(seconds), ...rest, ...more };
  }

  /** The policy's steps as in an outcome: in order, with their decisions. */
  steps(...decisions: Decision[][]): StepRecord[] {
    return freshSteps(this.policy).map((step, n) => {
      const taken = decisions[n] ?? [];
      const status = taken.some(({ decision }) => decision === 'reject')
        ? 'rejected'
        : taken.length >= step.requiredApprovals
          ? 'approved'
          : 'closed';
      return { ...step, status, decisions: taken };
    });
  }

  /** `approval.approved` and the like on one log, `request.approved` and the like on the other. */
  ended(log: 'request' | 'approval', outcome: Outcome, steps = this.steps(), seconds = 2000): Authored {
    const data = { ...this.about(), at: at(seconds), steps };
    if (log === 'request') return event(`request.${outcome}`, 'request', data);
    if (outcome === 'approved')
      return event('approval.approved', person('bob'), { ...data, duration: 'PT1H' });
    if (outcome === 'cancelled')
      return event('approval.cancelled', this.requester, data, { comment: 'not needed any more' });
    return event(`approval.${outcome}`, 'approval', data);
  }

  granted(startsAt: string, endsAt: string, duration = 'PT1H'): Authored {
    const terms = { duration, accessStarts: 'approval', scheduled: false };
    return event('access.granted', 'request', { ...this.about(), startsAt, endsAt, ...terms });
  }

  accessOpened(at: string, endsAt: string): Authored {
    return event('access.opened', 'request', { ...this.about(), at, endsAt });
  }

  /** @param window - of the access after the check-out */
  checkedOut(
    at: string,
    [startsAt, endsAt]: readonly [string, string],
    mfa: MfaProof | null = null,
  ): Authored {
    const data = { ...this.about(), ticketId: this.ticketId, at, startsAt, endsAt, exclusive: false, mfa };
    return event('access.checked_out', this.requester, data);
  }

  checkedIn(at: string): Authored {
    return event('access.checked_in', this.requester, { ...this.about(), ticketId: this.ticketId, at });
  }

  accessEnded(at: string, reason: 'window-over' | 'not-used' = 'window-over'): Authored {
    return event('access.ended', 'request', { ...this.about(), ticketId: null, at, reason });
  }

  revoked(at: string, reason = 'The incident is over.', by = 'erin'): Authored {
    const data = { ...this.about(), ticketId: this.ticketId, at };
    return event('access.revoked', person(by), data, { reason });
  }

  /** Approved by bob in one step, with an access. */
  approvedStory(startsAt = at(2000), endsAt = at(5600)): Story {
    const steps = this.steps([this.decision('bob')]);
    return {
      request: [this.submitted(), this.ended('request', 'approved', steps), this.granted(startsAt, endsAt)],
      approval: [
        this.opened(),
        this.decided(0, 'bob', 1000, { comment: 'fine' }),
        this.ended('approval', 'approved', steps),
      ],
    };
  }

  private about(): About {
    const { id, version } = this.policy;
    return { requestId: this.id, requester: refOf(this.requester), ...this.names, policy: { id, version } };
  }
}

const refOf = ({ issuer, id }: PersonRef): PersonRef => ({ issuer, id });

function event(type: string, author: Authored['author'], data: object, texts: FreeTexts = {}): Authored {
  return { type, schemaVersion: 1, data: JSON.parse(JSON.stringify(data)) as JsonObject, texts, author };
}

/** A refused attempt of a person, in seconds after 09:00, with the same number as its count. */
export function attempted(by: string, code: string, target: object, seconds: number): Authored {
  const { issuer, id } = person(by);
  const what = { operation: 'approval.approve', target, code, detail: `${code}.`, count: seconds };
  return event('attempt.refused', person(by), { by: { issuer, id }, ...what, at: at(seconds) });
}

/** The erasure of the private texts at these positions. */
export function erased(...ranges: [number, number][]): Authored {
  const why = { person: null, before: at(0), by: 'operator', reason: 'retention' };
  return event('personal_data.erased', 'migrate', { ranges, ...why });
}

/** Adds positions, versions, times, hashes and private texts to the events of a log, as the log does. */
export function recorded(log: LogName, events: readonly Authored[], from = 1): RecordedEvent[] {
  const versions = new Map<string, number>();
  return events.map(({ type, schemaVersion, data, texts, author }, i) => {
    const position = from + i;
    const stream = streamOf(type, data);
    const version = (versions.get(stream) ?? 0) + 1;
    versions.set(stream, version);
    const hash = createHash('sha256').update(`${log}${position}`).digest('hex');
    const known = privateTexts(author, texts);
    return {
      position,
      id: uuid(position),
      streams: [{ id: stream, version }],
      type,
      schemaVersion,
      recordedAt: timeOf(log, position),
      actor: actorOfAuthor(author),
      correlationId: uuid(1),
      causationId: null,
      traceparent: null,
      data,
      private: known,
      privateHash: known && createHash('sha256').update(JSON.stringify(known)).digest('hex'),
      erasedAt: null,
      hash,
    };
  });
}

/** The events as in a mirror that was built after the erasures: without the erased texts. */
export function withoutErasedTexts(events: readonly RecordedEvent[]): RecordedEvent[] {
  const ranges = events
    .filter(({ type }) => type === 'personal_data.erased')
    .flatMap(({ data }) => data['ranges'] as [number, number][]);
  return events.map((one) => {
    const gone = ranges.some(([first, last]) => first <= one.position && one.position <= last);
    return gone ? { ...one, private: null } : one;
  });
}

/** The author of an event as its actor. */
export function actorOfAuthor(author: Authored['author']): Actor {
  return typeof author === 'string' ? { kind: 'service', id: author } : actorOf(author);
}

function privateTexts(author: Authored['author'], texts: FreeTexts = {}): RecordedEvent['private'] {
  const known = typeof author === 'string' ? texts : { name: author.name, email: author.email, ...texts };
  const given = Object.entries(known).filter(([, text]) => text !== null && text !== undefined);
  return given.length === 0 ? null : { salt: 'A'.repeat(22), ...Object.fromEntries(given) };
}

/** Microseconds, which a JavaScript date would lose. */
function timeOf(log: LogName, position: number): string {
  return `2026-03-01T10:00:00.${String(position * 10 + (log === 'request' ? 1 : 2)).padStart(6, '0')}Z`;
}

/** The event's own stream. */
export function streamOf(type: string, data: JsonObject): string {
  if (type === 'personal_data.erased') return 'erasures';
  if (type === 'attempt.refused') return 'attempts-of-a-day';
  const requestId = data['requestId'] as string;
  return type.startsWith('approval.') ? `approval-${requestId}` : `request-${requestId}`;
}
