import { v7 as uuidv7 } from 'uuid';
import { policyContent } from '@countersign/contracts';
import type { Caller, PolicyContentInput, RecordedEvent, RequestSubmitted } from '@countersign/contracts';
import type { CallContext } from '@countersign/rpc';
import type { Submission } from '../opener.js';

export const T0 = new Date('2026-03-01T09:00:00.000Z');
const ISSUER = 'https://id.example';

/** The origin of every call of the fixtures. */
export const origin = { address: '192.0.2.7', userAgent: 'curl/8.0' };

/** A person with these groups in the token of this call; name and e-mail address are unlike the id. */
export function caller(id: string, ...groups: string[]): Caller {
  const authentication = { methods: ['pwd'], contextClass: null, at: T0 };
  return {
    kind: 'person',
    issuer: ISSUER,
    id,
    name: `Name of ${id}`,
    email: `${id}@example.com`,
    groups,
    roles: [],
    authentication,
    tokenExpiresAt: T0,
  };
}

/** A person's call, with an Idempotency-Key if given. */
export function callBy(who: Caller, idempotencyKey: string | null = null): CallContext {
  return {
    caller: who,
    token: `token of ${who.id}`,
    requestId: uuidv7(),
    traceparent: null,
    idempotencyKey,
    origin,
  };
}

export const alice = caller('alice', 'engineers');
export const bob = caller('bob', 'managers');
export const carol = caller('carol', 'managers');

const managers: PolicyContentInput['steps'] = [
  { approvers: [{ type: 'group', id: 'managers' }], requiredApprovals: 1 },
];

/** alice's submission at T0, for one manager unless given; it expires a day later unless given. */
export function submission(steps = managers, expiresAt = new Date(T0.getTime() + 86_400_000)): Submission {
  const requestId = uuidv7();
  const content = policyContent.parse({
    name: 'production',
    conditions: [{ resourceNames: ['*'] }],
    maxAccessDuration: 'PT4H',
    steps,
  });
  return {
    id: uuidv7(),
    correlationId: requestId,
    data: {
      requestId,
      requester: { issuer: ISSUER, id: 'alice' },
      resource: 'prod-db-eu',
      account: 'db-admin',
      duration: 'PT1H',
      ticket: null,
      startsAt: null,
      submittedAt: T0.toISOString(),
      policy: { id: uuidv7(), version: 1, authors: [{ issuer: ISSUER, id: 'erin' }], content },
      expiresAt: expiresAt.toISOString(),
      mfa: null,
    },
  };
}

/** A step that needs this number of managers. */
export function quorumOf(requiredApprovals: number): typeof managers {
  return [{ approvers: [{ type: 'group', id: 'managers' }], requiredApprovals }];
}

/** The submission as the request mirror carries it. */
export function submittedEvent({ id, correlationId, data }: Submission): RecordedEvent<RequestSubmitted> {
  return {
    position: 1,
    id,
    streams: [{ id: `request-${data.requestId}`, version: 1 }],
    type: 'request.submitted',
    schemaVersion: 1,
    recordedAt: T0.toISOString(),
    actor: { kind: 'person', ...data.requester },
    correlationId,
    causationId: null,
    traceparent: null,
    data,
    privateHash: '0'.repeat(64),
    private: { name: alice.name, justification: 'to repair the index' },
    erasedAt: null,
    hash: '',
  };
}
