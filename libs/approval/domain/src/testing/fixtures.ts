import { formatDuration, policyContent } from '@countersign/contracts';
import type { ApprovalOpened, Caller, MfaProof, Person, PolicyContentInput } from '@countersign/contracts';
import type { Approve } from '../approve.js';
import type { DecisionContext } from '../decision-recorded.js';

export const REQUEST_ID = '01990000-0000-7000-8000-000000000001';
const POLICY_ID = '01990000-0000-7000-8000-000000000002';
export const T0 = new Date('2026-03-01T09:00:00.000Z');

/** An instant so many milliseconds after T0. */
export const at = (ms: number): Date => new Date(T0.getTime() + ms);

export const HOUR = 3_600_000;
/** The fixtures' requests expire a day after T0. */
export const DEADLINE = at(24 * HOUR);

export function person(id: string): Person {
  return { issuer: 'https://id.example', id, name: id, email: `${id}@example.com` };
}

/** Somebody with these groups in the token of this call. */
export function caller(id: string, ...groups: string[]): Caller {
  const authentication = { methods: ['pwd'], contextClass: null, at: T0 };
  return { ...person(id), groups, roles: [], authentication, tokenExpiresAt: at(HOUR) };
}

export const alice = caller('alice', 'engineers');
export const bob = caller('bob', 'managers');
export const carol = caller('carol', 'managers');
export const dave = caller('dave', 'security');
export const grace = caller('grace', 'security');
export const erin = caller('erin', 'policy-admins');

const managers = { type: 'group', id: 'managers' } as const;
const security = { type: 'group', id: 'security' } as const;

/** One manager, then two of security or dave. */
export const twoSteps: PolicyContentInput['steps'] = [
  { name: 'Manager Review', approvers: [managers], requiredApprovals: 1 },
  { name: 'Security Review', approvers: [security, { type: 'user', id: 'dave' }], requiredApprovals: 2 },
];
export const oneManager: PolicyContentInput['steps'] = [{ approvers: [managers], requiredApprovals: 1 }];

export interface Opening {
  policy?: Partial<PolicyContentInput>;
  requester?: Person;
  writtenBy?: Person;
  duration?: string;
  startsAt?: string | null;
  expiresAt?: Date;
}

/** alice asked for an hour at T0; the rest as given. */
export function opened(steps: PolicyContentInput['steps'], opening: Opening = {}): ApprovalOpened {
  const { policy = {}, requester = person('alice'), writtenBy = person('erin'), duration = 'PT1H' } = opening;
  const { startsAt = null, expiresAt = DEADLINE } = opening;
  const names = { name: 'production', conditions: [{ resourceNames: ['*'] }] };
  const content = policyContent.parse({
    ...names,
    maxAccessDuration: formatDuration(4 * 3600),
    steps,
    ...policy,
  });
  const asked = {
    resource: 'prod-db-eu',
    account: 'db-admin',
    duration,
    justification: null,
    ticket: null,
    startsAt,
  };
  return {
    type: 'approval.opened',
    schemaVersion: 1,
    data: {
      requestId: REQUEST_ID,
      request: { requester, ...asked, submittedAt: T0.toISOString() },
      policy: { id: POLICY_ID, version: 3, writtenBy, content },
      expiresAt: expiresAt.toISOString(),
    },
  };
}

/** A decision's context: who, a minute after T0 unless told, without a second factor unless told. */
export function by(who: Caller, now: Date = at(60_000), mfa: MfaProof | null = null): DecisionContext {
  return { caller: who, now, mfa };
}

export const yes: Approve = { comment: null, maxDuration: null };
export const no = { comment: 'not today' };
