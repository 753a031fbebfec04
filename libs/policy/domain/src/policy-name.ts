import { createHash } from 'node:crypto';
import { ERASURES_STREAM } from '@countersign/contracts';
import type { DomainEvent, Folding, PersonalDataErased, PolicyEvent } from '@countersign/contracts';
import { foldName } from '@countersign/names';
import { PolicyNameTaken } from './policy.errors.js';

/** A name without regard to case. Each name has a stream of its own, so two policies cannot take it at once. */
export type PolicyName = { status: 'free' } | { status: 'reserved'; policyId: string; name: string };

/**
 * The fold of stream `policy_name-<hash of the folded name>`, to which every event of a policy of that name belongs.
 */
export const policyNameFold = {
  initialState: { status: 'free' } as PolicyName,
  evolve(name: PolicyName, event: Folding<PolicyEvent>): PolicyName {
    switch (event.type) {
      case 'policy.created':
        return reservedBy(event.data);
      case 'policy.updated':
        return afterUpdate(name, event.data);
      case 'policy.deleted':
        return isHeldBy(name, event.data.policyId) ? { status: 'free' } : name;
      default:
        return unknownEvent(event, name);
    }
  },
};

/** The event also belongs to the stream of the policy's former name, which becomes free. */
function afterUpdate(state: PolicyName, data: NamedPolicy): PolicyName {
  if (state.status === 'free') return reservedBy(data);
  if (!isHeldBy(state, data.policyId)) return state;
  return foldName(state.name) === foldName(data.content.name) ? reservedBy(data) : { status: 'free' };
}

interface NamedPolicy {
  policyId: string;
  content: { name: string };
}

function reservedBy({ policyId, content: { name } }: NamedPolicy): PolicyName {
  return { status: 'reserved', policyId, name };
}

function isHeldBy(state: PolicyName, policyId: string): boolean {
  return state.status === 'reserved' && state.policyId === policyId;
}

function unknownEvent(_: never, name: PolicyName): PolicyName {
  return name;
}

/** @throws PolicyNameTaken when another policy has the name in any case */
export function assertNameFree(policyId: string, name: string, state: PolicyName): void {
  if (state.status === 'reserved' && state.policyId !== policyId) throw new PolicyNameTaken(name);
}

/** Stream of a policy. */
export const policyStream = (id: string): string => `policy-${id}`;

/** Stream of a name, the same for every spelling that differs only in case: base64url of SHA-256 of the folded name. */
export const policyNameStream = (name: string): string =>
  `policy_name-${createHash('sha256').update(foldName(name)).digest('base64url')}`;

/**
 * The streams that an event of the policy log belongs to, its own stream first. A renaming belongs to the old and the
 * new name.
 */
export function policyStreamsOf(event: DomainEvent): string[] {
  const known = event as PolicyEvent | PersonalDataErased;
  switch (known.type) {
    case 'policy.created':
      return streamsOf(known.data.policyId, known.data.content.name);
    case 'policy.updated':
      return streamsOf(known.data.policyId, known.data.content.name, known.data.formerName);
    case 'policy.deleted':
      return streamsOf(known.data.policyId, known.data.name);
    case 'personal_data.erased':
      return [ERASURES_STREAM];
    default:
      return refuseUnknown(known);
  }
}

/** A change of case alone stays in one name's stream. */
function streamsOf(policyId: string, name: string, formerName: string | null = null): string[] {
  const names = new Set([name, formerName ?? name].map(policyNameStream));
  return [policyStream(policyId), ...names];
}

/** Compiles only while every known type has a case. */
function refuseUnknown(event: never): never {
  throw new Error(`the policy log has no streams for ${(event as DomainEvent).type}`);
}
