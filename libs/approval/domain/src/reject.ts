import type { ApprovalEvent } from '@countersign/contracts';
import { afterDecision } from './approval.js';
import type { OpenedApproval } from './approval.js';
import { assertEligible, assertSecondFactor, decisionRecorded } from './eligibility.js';
import type { DecisionContext } from './eligibility.js';
import { assertPending } from './expire.js';
import { closeSteps } from './steps.js';

/** Reject on the open step. */
export interface Reject {
  comment: string | null;
}

/**
 * The first rejection ends the request. Everybody who may approve the open step may also reject it.
 * @throws NotPending, the refusals of `assertEligible`, SecondFactorNeeded
 */
export function reject(
  { comment }: Reject,
  approval: OpenedApproval,
  context: DecisionContext,
): ApprovalEvent[] {
  const pending = assertPending(approval, context.now);
  const eligibility = assertEligible(context.caller, pending);
  assertSecondFactor(pending, context);
  const decision = { decision: 'reject', comment, maxDuration: null } as const;
  const decided = decisionRecorded(pending, eligibility, decision, context);
  const { about, steps } = afterDecision(pending, decided.data);
  const data = { ...about, at: context.now.toISOString(), steps: closeSteps(steps) };
  return [decided, { type: 'approval.rejected', schemaVersion: 1, data }];
}
