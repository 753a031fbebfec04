import type { Folding, PolicyContent, PolicyEvent } from '@countersign/contracts';

/** A version of a policy. */
export interface PolicyVersion {
  id: string;
  /** 1, 2, 3 …: every event of the policy makes the next one, its deletion included. */
  version: number;
  content: PolicyContent;
}

/** A policy's life: not there, there (in force or switched off, by its content), deleted with its last content. */
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

/** Types that newer code wrote pass through; the parameter's type makes the switch above complete. */
function unknownEvent(_: never, policy: Policy): Policy {
  return policy;
}
