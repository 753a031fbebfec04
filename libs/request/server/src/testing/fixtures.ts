import { freshSteps, policyContent, Refusal } from '@countersign/contracts';
import type {
  ApprovalOutcomeEvent,
  Caller,
  GoverningPolicy,
  PolicyContentInput,
  policyInternalRpc,
  RecordedEvent,
  RequestOf,
  RequestView,
  ResponseOf,
} from '@countersign/contracts';
import type { CallContext } from '@countersign/rpc';
import { v7 as uuidv7 } from 'uuid';

export const T0 = new Date('2026-03-01T09:00:00.000Z');
const ISSUER = 'https://id.example';

/** Name and e-mail address differ from the id, so that a test sees which of them is used. */
export function caller(id: string, ...groups: string[]): Caller {
  const authentication = { methods: ['pwd'], contextClass: null, at: T0 };
  const name = `${id.charAt(0).toUpperCase()}${id.slice(1)} Example`;
  const email = `${id}@mail.example`;
  return {
    kind: 'person',
    issuer: ISSUER,
    id,
    name,
    email,
    groups,
    roles: [],
    authentication,
    tokenExpiresAt: T0,
  };
}

/** Where the calls of the fixtures come from. */
export const ORIGIN = { address: '192.0.2.7', userAgent: 'curl/8.0' };

/** A call by a person, with an Idempotency-Key if given. */
export function callBy(who: Caller, idempotencyKey: string | null = null): CallContext {
  return {
    caller: who,
    token: `token of ${who.id}`,
    requestId: uuidv7(),
    traceparent: null,
    idempotencyKey,
    origin: ORIGIN,
  };
}

export const alice = caller('alice', 'engineers');
export const bob = caller('bob', 'managers');

export function governing(policy: Partial<PolicyContentInput> = {}): GoverningPolicy {
  const steps = [{ approvers: [{ type: 'group' as const, id: 'managers' }], requiredApprovals: 1 }];
  const needed = {
    name: 'production',
    conditions: [{ resourceNames: ['*'] }],
    maxAccessDuration: 'PT4H',
    steps,
  };
  const authors = [{ issuer: ISSUER, id: 'erin' }];
  return { id: uuidv7(), version: 1, authors, content: policyContent.parse({ ...needed, ...policy }) };
}

/** What the policy service answers when this policy governs everything; null: none does. */
export const matching =
  (policy: GoverningPolicy | null) =>
  (question: unknown): ResponseOf<typeof policyInternalRpc.match> => {
    const { requests } = question as RequestOf<typeof policyInternalRpc.match>;
    return { policies: policy ? [policy] : [], governing: requests.map(() => (policy ? 0 : null)) };
  };

export const wish = { resource: 'prod-db-eu', account: 'db-admin', duration: 'PT1H' };

/** The outcome of a request's approval as its mirror carries it. */
export function outcome(
  {
    id,
    requester,
    resource,
    account,
    policy,
  }: Pick<RequestView, 'id' | 'requester' | 'resource' | 'account' | 'policy'>,
  type: ApprovalOutcomeEvent['type'],
  at: Date = T0,
): RecordedEvent {
  return {
    position: 1,
    id: uuidv7(),
    streams: [{ id: `approval-${id}`, version: 3 }],
    type,
    schemaVersion: 1,
    recordedAt: at.toISOString(),
    actor: { kind: 'service', id: 'approval' },
    correlationId: id,
    causationId: null,
    traceparent: null,
    data: {
      requestId: id,
      requester: { issuer: ISSUER, id: requester.id },
      resource,
      account,
      policy: policy && { id: policy.id, version: policy.version },
      at: at.toISOString(),
      steps: freshSteps(governing()),
      ...(type === 'approval.approved' && { duration: 'PT1H' }),
    },
    privateHash: null,
    private: null,
    erasedAt: null,
    hash: '',
  };
}

/** Acts as a client does: tries again as long as others keep changing the same, which a busy machine makes likely. */
export async function insist<T>(act: () => Promise<T>): Promise<T> {
  for (;;)
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Refusal && error.code === 'conflict')) throw error;
    }
}
