import { formatDuration, policyContent, refOf } from '@countersign/contracts';
import type {
  ApprovalOpened,
  Caller,
  MfaProof,
  Person,
  PersonRef,
  PolicyContentInput,
} from '@countersign/contracts';
import type { DecisionContext } from '../eligibility.js';

export const REQUEST_ID = '01990000-0000-7000-8000-000000000001';
const POLICY_ID = '01990000-0000-7000-8000-000000000002';
export const T0 = new Date('2026-03-01T09:00:00.000Z');

/** T0 and some milliseconds. */
export const at = (ms: number): Date => new Date(T0.getTime() + ms);

export const HOUR = 3_600_000;
/** The fixtures' requests expire a day after T0. */
export const DEADLINE = at(24 * HOUR);

/** Name and e-mail address differ from the id, so that a test sees which of them is used. */
export function person(id: string): Person {
  return { issuer: 'https://id.example', id, name: `Name of ${id}`, email: `${id}@example.com` };
}

/** A person with these groups in the token of this call. */
export function caller(id: string, ...groups: string[]): Caller {
  const authentication = { methods: ['pwd'], contextClass: null, at: T0 };
  return { kind: 'person', ...person(id), groups, roles: [], authentication, tokenExpiresAt: at(HOUR) };
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

interface Opening {
  policy?: Partial<PolicyContentInput>;
  requester?: PersonRef;
  authors?: PersonRef[];
  duration?: string;
  startsAt?: string | null;
  expiresAt?: Date;
}

/** alice asked for an hour at T0 under a policy that erin wrote; the rest as given. */
export function opened(steps: PolicyContentInput['steps'], opening: Opening = {}): ApprovalOpened {
  const { policy = {}, requester = person('alice'), authors = [person('erin')] } = opening;
  const { duration = 'PT1H', startsAt = null, expiresAt = DEADLINE } = opening;
  const content = policyContent.parse({
    name: 'production',
    conditions: [{ resourceNames: ['*'] }],
    maxAccessDuration: formatDuration(4 * 3600),
    steps,
    ...policy,
  });
  return {
    type: 'approval.opened',
    schemaVersion: 1,
    data: {
      requestId: REQUEST_ID,
      requester: refOf(requester),
      resource: 'prod-db-eu',
      account: 'db-admin',
      duration,
      ticket: null,
      startsAt,
      submittedAt: T0.toISOString(),
      policy: { id: POLICY_ID, version: 3, authors: authors.map(refOf), content },
      expiresAt: expiresAt.toISOString(),
    },
  };
}

/** The context of a person's decision: a minute after T0 and without a second factor, unless given. */
export function by(who: Caller, now: Date = at(60_000), mfa: MfaProof | null = null): DecisionContext {
  return { caller: who, now, mfa };
}
