import { durationSeconds } from '@countersign/contracts';
import type { ApprovalApproved, ApprovalEvent } from '@countersign/contracts';
import { afterDecision, shortestDuration } from './approval.js';
import type { OpenedApproval, PendingApproval } from './approval.js';
import { DurationTooShort } from './approval.errors.js';
import { assertEligible, assertSecondFactor, assertWindowOpen, decisionRecorded } from './eligibility.js';
import type { DecisionContext } from './eligibility.js';
import { assertPending } from './expire.js';

/** Approve the open step. `maxDuration` (ISO 8601) is the longest access this approver allows; null sets no limit. */
export interface Approve {
  comment: string | null;
  maxDuration: string | null;
}

/**
 * One person's approval of the open step. The last approval that the last step needs approves the request.
 * @throws NotPending, the refusals of `assertEligible`, DurationTooShort, WindowOver, SecondFactorNeeded
 */
export function approve(
  command: Approve,
  approval: OpenedApproval,
  context: DecisionContext,
): ApprovalEvent[] {
  const { caller, now } = context;
  const pending = assertPending(approval, now);
  const eligibility = assertEligible(caller, pending);
  assertLongEnough(pending, command.maxDuration);
  assertWindowOpen(pending, now, command.maxDuration);
  assertSecondFactor(pending, context);
  const decided = decisionRecorded(pending, eligibility, { ...command, decision: 'approve' }, context);
  return [decided, ...completion(afterDecision(pending, decided.data), now)];
}

/** @throws DurationTooShort when an approver shortens below the policy's minimum */
function assertLongEnough({ policy }: PendingApproval, maxDuration: string | null): void {
  const minimum = policy.content.minAccessDuration;
  if (maxDuration !== null && durationSeconds(maxDuration) < durationSeconds(minimum)) {
    throw new DurationTooShort(minimum);
  }
}

function completion(approval: PendingApproval, now: Date): ApprovalApproved[] {
  const { about, steps } = approval;
  if (!steps.every((step) => step.status === 'approved')) return [];
  const data = { ...about, at: now.toISOString(), steps, duration: shortestDuration(approval) };
  return [{ type: 'approval.approved', schemaVersion: 1, data }];
}
