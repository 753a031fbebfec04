import { NotFound } from '@countersign/contracts';
import type { Folding, PolicyContent, PolicyEvent } from '@countersign/contracts';
import { VersionConflict } from './policy.errors.js';

/** A version of a policy. */
export interface PolicyVersion {
  id: string;
  /** 1, 2, 3 …: every event of the policy makes the next one, its deletion included. */
  version: number;
  content: PolicyContent;
}

/** A policy that does not exist, exists (enabled or disabled by its content), or is deleted with its last content. */
export type Policy = { status: 'absent' } | ({ status: 'active' | 'deleted' } & PolicyVersion);

/** The fold of stream `policy-<id>` that decisions rest on. */
export const policyFold = {
  initialState: { status: 'absent' } as Policy,
  evolve(policy: Policy, event: Folding<PolicyEvent>): Policy {
    switch (event.type) {
      case 'policy.created':
        return active(event.data);
      case 'policy.updated':
        return policy.status === 'absent' ? policy : active(event.data);
      case 'policy.deleted':
        return deleted(policy, event.data.version);
      default:
        return unknownEvent(event, policy);
    }
  },
};

function active({ policyId, version, content }: { policyId: string } & Omit<PolicyVersion, 'id'>): Policy {
  return { status: 'active', id: policyId, version, content };
}

function deleted(policy: Policy, version: number): Policy {
  if (policy.status === 'absent') return policy;
  return { status: 'deleted', id: policy.id, version, content: policy.content };
}

/** Types that newer code wrote pass through. Compiles only while every known type has a case. */
function unknownEvent(_: never, policy: Policy): Policy {
  return policy;
}

/**
 * The policy, if it exists in a version that the writer agrees to replace.
 * @throws NotFound when it does not exist or is deleted
 * @throws VersionConflict when somebody else has saved in the meantime
 */
export function assertEditable(policy: Policy, ifMatch: readonly number[]): PolicyVersion {
  if (policy.status !== 'active') throw new NotFound('policy');
  if (!ifMatch.includes(policy.version)) throw new VersionConflict(ifMatch, policy.version);
  return policy;
}
