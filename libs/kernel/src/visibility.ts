import { hasRole, samePerson } from '@countersign/contracts';
import type { Approver, Caller, PersonRef } from '@countersign/contracts';
import { matchingApprover } from './approvers.js';

/**
 * Whether the caller sees a request (rules.md#visibility): its requester, the approvers that any of its steps names,
 * policy admins and auditors do. To everybody else it does not exist.
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
