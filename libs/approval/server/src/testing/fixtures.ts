import { v7 as uuidv7 } from 'uuid';
import { policyContent } from '@countersign/contracts';
import type { Caller, PolicyContentInput, RecordedEvent, RequestSubmitted } from '@countersign/contracts';
import type { CallContext } from '@countersign/platform';
import type { Submission } from '../opener.js';

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
export const carol = caller('carol', 'managers');

const managers: PolicyContentInput['steps'] = [
  { approvers: [{ type: 'group', id: 'managers' }], requiredApprovals: 1 },
];

/** alice's submission at T0, for as many managers as told; it expires a day later unless told. */
export function submission(steps = managers, expiresAt = new Date(T0.getTime() + 86_400_000)): Submission {
  const names = { name: 'production', conditions: [{ resourceNames: ['*'] }], maxAccessDuration: 'PT4H' };
  const who = (id: string) => ({ issuer: ISSUER, id, name: id, email: null });
  const asked = { resource: 'prod-db-eu', account: 'db-admin', duration: 'PT1H' };
  const requestId = uuidv7();
  return {
    id: uuidv7(),
    correlationId: requestId,
    data: {
      requestId,
      request: {
        ...{ requester: who('alice'), ...asked, justification: null, ticket: null, startsAt: null },
        submittedAt: T0.toISOString(),
      },
      policy: {
        id: uuidv7(),
        version: 1,
        writtenBy: who('erin'),
        content: policyContent.parse({ ...names, steps }),
      },
      expiresAt: expiresAt.toISOString(),
      mfa: null,
    },
  };
}

/** A step of so many managers. */
export function quorumOf(requiredApprovals: number): typeof managers {
  return [{ approvers: [{ type: 'group', id: 'managers' }], requiredApprovals }];
}

/** The submission as the request mirror carries it. */
export function submittedEvent({ id, correlationId, data }: Submission): RecordedEvent<RequestSubmitted> {
  return {
    ...{
      position: 1,
      id,
      stream: `request-${data.requestId}`,
      version: 1,
      type: 'request.submitted',
      schemaVersion: 1,
    },
    ...{
      recordedAt: T0.toISOString(),
      actor: { kind: 'service', id: 'test' },
      correlationId,
      causationId: null,
    },
    ...{ traceparent: null, data, hash: '' },
  };
}
