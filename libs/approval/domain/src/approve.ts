import type { ApprovalApproved, ApprovalEvent } from '@countersign/contracts';
import { afterDecision } from './approval.js';
import type { OpenedApproval, PendingApproval } from './approval.js';
import { assertSecondFactor, decisionRecorded } from './decision-recorded.js';
import type { DecisionContext } from './decision-recorded.js';
import { assertLongEnough, assertWindowOpen, shortestDuration } from './duration.js';
import { assertEligible } from './eligibility.js';
import { assertPending } from './expire.js';

/** Approve the open step. `maxDuration` (ISO 8601) is the longest access this approver allows; null leaves it. */
export interface Approve {
  comment: string | null;
  maxDuration: string | null;
}

/**
 * One person's approval of the open step; with the last one that the last step needs, the request is approved.
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

function completion(approval: PendingApproval, now: Date): ApprovalApproved[] {
  const { about, steps } = approval;
  if (!steps.every((step) => step.status === 'approved')) return [];
  const data = { ...about, at: now.toISOString(), steps, duration: shortestDuration(approval) };
  return [{ type: 'approval.approved', schemaVersion: 1, data }];
}
