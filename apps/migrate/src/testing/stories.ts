import type { JsonObject, LogName } from '@countersign/contracts';
import { person, service } from './installation.js';
import type { Author, Installation } from './installation.js';

export const OTHER_ISSUER = 'https://other.example.com';

export const alice = person('alice');
const alicesNamesake = person('alice', OTHER_ISSUER);
export const bob = person('bob');

function refOf({ actor }: Author): { issuer: string; id: string } {
  if (actor.kind !== 'person') throw new Error('a service is not a person');
  return { issuer: actor.issuer, id: actor.id };
}

const about = (requestId: string, requester: Author): JsonObject => ({
  requestId,
  requester: refOf(requester),
  resource: 'prod-db',
  account: 'db-admin',
  policy: { id: 'p', version: 1 },
});

/** The events of one request, in both logs. */
async function request(
  world: Installation,
  id: string,
  { requester, approver }: { requester: Author; approver: Author },
  ends: [type: string, by: Author][],
): Promise<void> {
  const data = about(id, requester);
  const tell = (log: LogName, by: Author, type: string, more: JsonObject = {}) =>
    world.tell({ log, by, type, data: { ...data, ...more } });
  const justification = `reason of ${refOf(requester).id} for ${id}`;
  await world.tell({
    log: 'request',
    by: requester,
    type: 'request.submitted',
    data,
    texts: { justification },
  });
  await tell('approval', service, 'approval.opened', { approvers: [{ type: 'user', id: 'bob' }] });
  const decision = { by: refOf(approver), decision: 'approve', as: { type: 'group', id: 'managers' } };
  const comment = `comment on ${id}`;
  await world.tell({
    log: 'approval',
    by: approver,
    type: 'approval.decided',
    data: { ...data, step: 0, decision },
    texts: { comment },
  });
  for (const [type, by] of ends) await tell('request', by, type);
}

const attempt = (world: Installation, log: LogName, by: Author, requestId: string | null): Promise<number> =>
  world.tell({
    log,
    by,
    type: 'attempt.refused',
    stream: `attempts-${refOf(by).id}-${String(requestId)}`,
    data: { by: refOf(by), target: { requestId, resource: null, account: null }, code: 'self-approval' },
  });

const policy = (world: Installation, by: Author, type: string): Promise<number> => {
  const steps = [{ approvers: [{ type: 'user', id: 'alice' }], requiredApprovals: 1 }];
  return world.tell({
    log: 'policy',
    by,
    type,
    stream: 'policy-p',
    data: { policyId: 'p', content: { steps } },
  });
};

/**
 * Requests of Alice and Bob, each deciding on the other's: over in different ways, pending, and with an access that has
 * not ended; attempts; edits of a policy. Another person has Alice's id under another issuer.
 */
export async function tellStories(world: Installation): Promise<void> {
  await policy(world, alice, 'policy.created');
  await policy(world, bob, 'policy.updated');
  const byAlice = { requester: alice, approver: bob };
  const byBob = { requester: bob, approver: alice };
  await request(world, 'rejected', byAlice, [['request.rejected', service]]);
  await request(world, 'checked-in', byBob, [
    ['request.approved', service],
    ['access.granted', service],
    ['access.checked_out', bob],
    ['access.checked_in', bob],
  ]);
  await request(world, 'pending', byAlice, []);
  await request(world, 'granted', byBob, [
    ['request.approved', service],
    ['access.granted', service],
  ]);
  await request(world, 'checked-out', byAlice, [
    ['request.approved', service],
    ['access.granted', service],
    ['access.checked_out', alice],
  ]);
  await attempt(world, 'approval', alice, 'pending');
  await attempt(world, 'request', alice, null);
  await attempt(world, 'request', bob, null);
  await world.tell({
    log: 'request',
    by: alicesNamesake,
    type: 'request.refused',
    data: about('refused', alicesNamesake),
  });
}
