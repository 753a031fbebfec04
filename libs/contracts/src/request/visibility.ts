import { hasRole, samePerson } from '../identity.js';
import type { Caller, Person } from '../identity.js';
import { matchingApprover } from '../approval/matching-approver.js';
import type { Approver } from '../policy/policy.js';

/**
 * Who sees a request: its requester, the approvers its steps name (any step, open or not), policy admins and
 * auditors. For everybody else there is no such request.
 */
export function maySeeRequest(
  caller: Caller,
  requester: Person,
  steps: readonly { approvers: readonly Approver[] }[],
): boolean {
  return (
    samePerson(caller, requester) ||
    hasRole(caller, 'policy-admin', 'auditor') ||
    steps.some((step) => matchingApprover(caller, step.approvers) !== undefined)
  );
}
