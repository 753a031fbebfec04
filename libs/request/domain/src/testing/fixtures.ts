import { actorOf, foldingOf, freshSteps, policyContent, refOf, submitBody } from '@countersign/contracts';
import type {
  About,
  ApprovalApproved,
  ApprovalOutcomeEvent,
  Caller,
  DomainEvent,
  Folding,
  GoverningPolicy,
  MfaProof,
  Person,
  PolicyContentInput,
  RequestEvent,
  SubmitBody,
  Unmatched,
} from '@countersign/contracts';
import { evolve, initialState } from '../request.js';
import type { AccessRequest } from '../request.js';
import { requestStreamsOf } from '../streams.js';
import { NOTHING_EARLIER, submit } from '../submit.js';
import type { SubmitContext } from '../submit.js';

export const REQUEST_ID = '01990000-0000-7000-8000-000000000001';
export const OTHER_ID = '01990000-0000-7000-8000-000000000003';
const POLICY_ID = '01990000-0000-7000-8000-000000000002';
export const T0 = new Date('2026-03-01T09:00:00.000Z');
export const HOUR = 3_600_000;

/** How many pending requests a person may have. */
export const MAX_OPEN_REQUESTS = 5;

/** @param ms - milliseconds after T0 */
export const at = (ms: number): Date => new Date(T0.getTime() + ms);
export const iso = (ms: number): string => at(ms).toISOString();

/** Name and e-mail address differ from the id, so that a test sees which of them is used. */
export function person(id: string): Person {
  const name = `${id.charAt(0).toUpperCase()}${id.slice(1)} Example`;
  return { issuer: 'https://id.example', id, name, email: `${id}@mail.example` };
}

export function caller(id: string, ...groups: string[]): Caller {
  const authentication = { methods: ['pwd'], contextClass: null, at: T0 };
  return { kind: 'person', ...person(id), groups, roles: [], authentication, tokenExpiresAt: at(HOUR) };
}
export const alice = caller('alice', 'engineers');

/** Where the calls of the fixtures come from. */
export const ORIGIN = { address: '192.0.2.7', userAgent: 'curl/8.0' };

/**
 * Events as a fold sees them once the log has recorded them: with their actor, and with the actor's private texts.
 * @param who - the actor; null for the request service itself
 */
export function recorded<E extends DomainEvent>(who: Caller | null, events: readonly E[]): Folding<E>[] {
  const provenance = who
    ? { actor: actorOf(who), personal: { name: who.name, email: who.email ?? undefined, ...ORIGIN } }
    : { actor: { kind: 'service' as const, id: 'request' }, personal: null };
  return events.map((event) => foldingOf(event, provenance));
}

/** Those of the events that belong to a stream, as a read of the stream gives them. */
export function inStream<E extends RequestEvent>(
  stream: string,
  events: readonly Folding<RequestEvent>[],
): Folding<E>[] {
  return events.filter((event) => requestStreamsOf(event).includes(stream)) as Folding<E>[];
}

const managers: PolicyContentInput['steps'] = [
  { name: 'Manager Review', approvers: [{ type: 'group', id: 'managers' }], requiredApprovals: 1 },
];

/** Managers approve up to four hours; the rest as given. */
export function governing(
  policy: Partial<PolicyContentInput> = {},
  author = person('erin'),
): GoverningPolicy {
  const needed = {
    name: 'production',
    conditions: [{ resourceNames: ['*'] }],
    maxAccessDuration: 'PT4H',
    steps: managers,
  };
  const content = policyContent.parse({ ...needed, ...policy });
  return { id: POLICY_ID, version: 3, authors: [refOf(author)], content };
}

export function wish(body: Partial<SubmitBody> = {}): SubmitBody {
  return submitBody.parse({ resource: 'prod-db-eu', account: 'db-admin', duration: 'PT1H', ...body });
}

/** What every event of alice's request is about. */
export const ABOUT: About = {
  requestId: REQUEST_ID,
  requester: refOf(alice),
  resource: 'prod-db-eu',
  account: 'db-admin',
  policy: { id: POLICY_ID, version: 3 },
};

/**
 * The person who submits: alice at T0 without a second factor, where nothing is granted without a policy, unless given.
 */
export function by(
  who: Caller = alice,
  now: Date = T0,
  mfa: MfaProof | null = null,
  unmatched: Unmatched = { outcome: 'refused' },
): SubmitContext {
  return { caller: who, now, mfa, unmatched, maxOpenRequests: MAX_OPEN_REQUESTS };
}

export function folded(...events: Folding<RequestEvent>[]): AccessRequest {
  return events.reduce(evolve, initialState);
}

/** alice's pending request of T0. */
export function pending(body: Partial<SubmitBody> = {}, policy = governing()): AccessRequest {
  return folded(
    ...recorded(alice, submit({ requestId: REQUEST_ID, body: wish(body), policy }, NOTHING_EARLIER, by())),
  );
}

const steps = freshSteps(governing());

/** @param time - milliseconds after T0 */
export function approvedAt(time: number, duration = 'PT1H', about = ABOUT): ApprovalApproved {
  return {
    type: 'approval.approved',
    schemaVersion: 1,
    data: { ...about, at: iso(time), steps, duration },
  };
}

export const outcomes: ApprovalOutcomeEvent[] = [
  approvedAt(HOUR),
  { type: 'approval.rejected', schemaVersion: 1, data: { ...ABOUT, at: iso(HOUR), steps } },
  { type: 'approval.cancelled', schemaVersion: 1, data: { ...ABOUT, at: iso(HOUR), steps } },
  { type: 'approval.expired', schemaVersion: 1, data: { ...ABOUT, at: iso(24 * HOUR), steps } },
];
