import { freshSteps, policyContent } from '@countersign/contracts';
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
import type { CallContext } from '@countersign/platform';
import { v7 as uuidv7 } from 'uuid';

export const T0 = new Date('2026-03-01T09:00:00.000Z');
const ISSUER = 'https://id.example';

export function caller(id: string, ...groups: string[]): Caller {
  const authentication = { methods: ['pwd'], contextClass: null, at: T0 };
  return { issuer: ISSUER, id, name: id, email: null, groups, roles: [], authentication, tokenExpiresAt: T0 };
}

/** A call by somebody, with an Idempotency-Key if given. */
export function callBy(who: Caller, idempotencyKey: string | null = null): CallContext {
  return { caller: who, token: `token of ${who.id}`, requestId: uuidv7(), traceparent: null, idempotencyKey };
}

export const alice = caller('alice', 'engineers');
export const bob = caller('bob', 'managers');

export function governing(policy: Partial<PolicyContentInput> = {}): GoverningPolicy {
  const steps = [{ approvers: [{ type: 'group' as const, id: 'managers' }], requiredApprovals: 1 }];
  const names = {
    name: 'production',
    conditions: [{ resourceNames: ['*'] }],
    maxAccessDuration: 'PT4H',
    steps,
  };
  const writtenBy = { issuer: ISSUER, id: 'erin', name: 'erin', email: null };
  return { id: uuidv7(), version: 1, writtenBy, content: policyContent.parse({ ...names, ...policy }) };
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
  { id }: Pick<RequestView, 'id'>,
  type: ApprovalOutcomeEvent['type'],
  at: Date = T0,
): RecordedEvent {
  const ended = { requestId: id, at: at.toISOString(), steps: freshSteps(governing()) };
  const by = { issuer: ISSUER, id: 'alice', name: 'alice', email: null };
  const data = {
    ...ended,
    ...(type === 'approval.approved' && { duration: 'PT1H' }),
    ...(type === 'approval.cancelled' && { by, comment: null }),
  };
  return {
    ...{ position: 1, id: uuidv7(), stream: `approval-${id}`, version: 3, type, schemaVersion: 1, data },
    ...{ recordedAt: at.toISOString(), actor: { kind: 'service', id: 'approval' }, correlationId: id },
    ...{ causationId: null, traceparent: null, hash: '' },
  };
}
