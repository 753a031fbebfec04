import { assertFreshMfa, personOf } from '@countersign/contracts';
import type { ApprovalDecided, Caller, Decision, MfaProof } from '@countersign/contracts';
import type { PendingApproval } from './approval.js';
import type { Eligibility } from './eligibility.js';

/** Who decides, when, and the second factor that the token of this very call proves (null: none). */
export interface DecisionContext {
  caller: Caller;
  now: Date;
  mfa: MfaProof | null;
}

/** The event of one person's decision on the open step. */
export function decisionRecorded(
  { requestId }: PendingApproval,
  { index, as, selfApproval }: Eligibility,
  what: Pick<Decision, 'decision' | 'comment' | 'maxDuration'>,
  { caller, now, mfa }: DecisionContext,
): ApprovalDecided {
  const { decision, comment, maxDuration } = what;
  const by = personOf(caller);
  const recorded = { by, decision, comment, maxDuration, at: now.toISOString(), mfa, as, selfApproval };
  return { type: 'approval.decided', schemaVersion: 1, data: { requestId, step: index, decision: recorded } };
}

/**
 * Where the policy asks for a second factor on approval, this call proves a fresh one. Asked after everything else:
 * nobody steps up for a decision that would be refused anyway.
 * @throws SecondFactorNeeded
 */
export function assertSecondFactor({ policy }: PendingApproval, { mfa, now }: DecisionContext): void {
  const { onApproval, maxAge } = policy.content.mfa;
  if (onApproval) assertFreshMfa(mfa, maxAge, now);
}
