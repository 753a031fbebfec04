import { z } from 'zod';
import { hasRole, personRef, samePerson } from '../identity.js';
import type { Caller, PersonRef } from '../identity.js';
import { matchingApprover } from '../approval/matching-approver.js';
import { approver } from '../policy/policy.js';
import type { Approver } from '../policy/policy.js';

/** What decides who sees a request: its requester, and the approvers of each step. */
export const requestAudience = z.object({
  requester: personRef,
  steps: z.array(z.object({ approvers: z.array(approver) })),
});
export type RequestAudience = z.infer<typeof requestAudience>;

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
