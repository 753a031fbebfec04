import { freshSteps, policyContent, submitBody } from '@countersign/contracts';
import type {
  ApprovalApproved,
  ApprovalOutcomeEvent,
  Caller,
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
import { submit } from '../submit.js';
import type { SubmitContext } from '../submit.js';

export const REQUEST_ID = '01990000-0000-7000-8000-000000000001';
export const OTHER_ID = '01990000-0000-7000-8000-000000000003';
export const T0 = new Date('2026-03-01T09:00:00.000Z');
export const HOUR = 3_600_000;

/** An instant so many milliseconds after T0. */
export const at = (ms: number): Date => new Date(T0.getTime() + ms);
export const iso = (ms: number): string => at(ms).toISOString();

export function person(id: string): Person {
  return { issuer: 'https://id.example', id, name: id, email: `${id}@example.com` };
}

export function caller(id: string, ...groups: string[]): Caller {
  const authentication = { methods: ['pwd'], contextClass: null, at: T0 };
  return { ...person(id), groups, roles: [], authentication, tokenExpiresAt: at(HOUR) };
}
export const alice = caller('alice', 'engineers');

export const managers: PolicyContentInput['steps'] = [
  { name: 'Manager Review', approvers: [{ type: 'group', id: 'managers' }], requiredApprovals: 1 },
];

/** Managers approve up to four hours; the rest as given. */
export function governing(
  policy: Partial<PolicyContentInput> = {},
  writtenBy = person('erin'),
): GoverningPolicy {
  const needed = {
    name: 'production',
    conditions: [{ resourceNames: ['*'] }],
    maxAccessDuration: 'PT4H',
    steps: managers,
  };
  const content = policyContent.parse({ ...needed, ...policy });
  return { id: '01990000-0000-7000-8000-000000000002', version: 3, writtenBy, content };
}

export function wish(body: Partial<SubmitBody> = {}): SubmitBody {
  return submitBody.parse({ resource: 'prod-db-eu', account: 'db-admin', duration: 'PT1H', ...body });
}

/** Who submits: alice at T0 without a second factor, where nothing is granted without a policy, unless told. */
export function by(
  who: Caller = alice,
  now: Date = T0,
  mfa: MfaProof | null = null,
  unmatched: Unmatched = { outcome: 'refused' },
): SubmitContext {
  return { caller: who, now, mfa, unmatched };
}

export function folded(...events: RequestEvent[]): AccessRequest {
  return events.reduce(evolve, initialState);
}

/** alice's pending request of T0. */
export function pending(body: Partial<SubmitBody> = {}, policy = governing()): AccessRequest {
  return folded(...submit({ requestId: REQUEST_ID, body: wish(body), policy }, initialState, by()).request);
}

const steps = freshSteps(governing());

export function approvedAt(time: number, duration = 'PT1H'): ApprovalApproved {
  return {
    type: 'approval.approved',
    schemaVersion: 1,
    data: { requestId: REQUEST_ID, at: iso(time), steps, duration },
  };
}

export const outcomes: ApprovalOutcomeEvent[] = [
  approvedAt(HOUR),
  { type: 'approval.rejected', schemaVersion: 1, data: { requestId: REQUEST_ID, at: iso(HOUR), steps } },
  {
    type: 'approval.cancelled',
    schemaVersion: 1,
    data: { requestId: REQUEST_ID, at: iso(HOUR), steps, by: person('alice'), comment: 'done without' },
  },
  { type: 'approval.expired', schemaVersion: 1, data: { requestId: REQUEST_ID, at: iso(24 * HOUR), steps } },
];
