import type { PolicyContent, PolicyEvent } from '@countersign/contracts';

/** A version of a policy. */
export interface PolicyVersion {
  id: string;
  /** 1, 2, 3 …: every event makes the next one, so it is the version of the stream. */
  version: number;
  content: PolicyContent;
}

/** A policy's life: not there, there (in force or switched off, by its content), deleted with its last content. */
export type Policy = { status: 'absent' } | ({ status: 'active' | 'deleted' } & PolicyVersion);

/** The fold of stream `policy-<id>` that decisions rest on. */
export const policyFold = {
  initialState: { status: 'absent' } as Policy,
  evolve(policy: Policy, event: PolicyEvent): Policy {
    switch (event.type) {
      case 'policy.created':
        return { status: 'active', id: event.data.policyId, version: 1, content: event.data.content };
      case 'policy.updated':
        return next(policy, { content: event.data.content });
      case 'policy.deleted':
        return next(policy, { status: 'deleted' });
      default:
        return unknownEvent(event, policy);
    }
  },
};

function next(policy: Policy, change: { status?: 'deleted'; content?: PolicyContent }): Policy {
  return policy.status === 'absent' ? policy : { ...policy, ...change, version: policy.version + 1 };
}

/** Types that newer code wrote pass through; the parameter's type makes the switch above complete. */
function unknownEvent(_: never, policy: Policy): Policy {
  return policy;
}
