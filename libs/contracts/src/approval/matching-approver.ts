import type { Caller } from '../identity.js';
import type { Approver } from '../policy/policy.js';

/**
 * The entry of a step by which the caller is one of its approvers now: their own, else the first group that the
 * token of this very call names. Undefined when there is none. Group membership is never taken from anywhere else.
 */
export function matchingApprover(
  caller: Pick<Caller, 'id' | 'groups'>,
  approvers: readonly Approver[],
): Approver | undefined {
  return (
    approvers.find((entry) => entry.type === 'user' && entry.id === caller.id) ??
    approvers.find((entry) => entry.type === 'group' && caller.groups.includes(entry.id))
  );
}
