import type {
  DomainEvent,
  PolicyNameEvent,
  PolicyNameReleased,
  PolicyNameReserved,
} from '@countersign/contracts';
import { PolicyNameTaken } from './policy.errors.js';

/** A name, without regard to case: each is a stream of its own, so two policies cannot take it at once. */
export type PolicyName = { status: 'free' } | { status: 'reserved'; policyId: string };

/** The fold of stream `policy_name-<hash of the folded name>`. */
export const policyNameFold = {
  initialState: { status: 'free' } as PolicyName,
  evolve(name: PolicyName, event: PolicyNameEvent): PolicyName {
    switch (event.type) {
      case 'policy.name_reserved':
        return { status: 'reserved', policyId: event.data.policyId };
      case 'policy.name_released':
        return { status: 'free' };
      default:
        return unknownEvent(event, name);
    }
  },
};

function unknownEvent(_: never, name: PolicyName): PolicyName {
  return name;
}

/** Takes a name for a policy. @throws PolicyNameTaken when another policy has it, in whatever case */
export function reserveName(policyId: string, name: string, state: PolicyName): PolicyNameReserved[] {
  if (state.status === 'free') return [named('policy.name_reserved', policyId, name)];
  if (state.policyId === policyId) return [];
  throw new PolicyNameTaken(name);
}

/** Gives a name back. */
export function releaseName(policyId: string, name: string, state: PolicyName): PolicyNameReleased[] {
  const holds = state.status === 'reserved' && state.policyId === policyId;
  return holds ? [named('policy.name_released', policyId, name)] : [];
}

function named<T extends string>(
  type: T,
  policyId: string,
  name: string,
): DomainEvent<T, { policyId: string; name: string }> {
  return { type, schemaVersion: 1, data: { policyId, name } };
}
