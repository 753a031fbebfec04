import { foldName } from '@countersign/contracts';
import type { Folding, PolicyEvent } from '@countersign/contracts';
import { PolicyNameTaken } from './policy.errors.js';

/** A name, without regard to case: each is a stream of its own, so two policies cannot take it at once. */
export type PolicyName = { status: 'free' } | { status: 'reserved'; policyId: string; name: string };

/** The fold of stream `policy_name-<hash of the folded name>`, to which every event of a policy of that name belongs. */
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

/** The event also belongs to the stream of the policy's former name, which it leaves. */
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

/** @throws PolicyNameTaken when another policy has the name, in whatever case */
export function assertNameFree(policyId: string, name: string, state: PolicyName): void {
  if (state.status === 'reserved' && state.policyId !== policyId) throw new PolicyNameTaken(name);
}
