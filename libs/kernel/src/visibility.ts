import { hasRole, samePerson } from '@countersign/contracts';
import type { Approver, Caller, PersonRef } from '@countersign/contracts';
import { matchingApprover } from './approvers.js';

/**
 * Who sees a request: its requester, the approvers its steps name (any step, open or not), policy admins and
 * auditors. For everybody else there is no such request (rules.md#visibility).
 */
export function maySeeRequest(
  caller: Caller,
  requester: PersonRef,
  steps: readonly { approvers: readonly Approver[] }[],
): boolean {
  return (
    samePerson(caller, requester) ||
    hasRole(caller, 'policy-admin', 'auditor') ||
    steps.some((step) => matchingApprover(caller, step.approvers) !== undefined)
  );
}
