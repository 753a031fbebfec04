import { refOf } from '@countersign/contracts';
import type { ApprovalDecided, Caller, Decision, MfaProof } from '@countersign/contracts';
import { assertFreshMfa } from '@countersign/kernel';
import type { PendingApproval } from './approval.js';
import type { Eligibility } from './eligibility.js';

/** The person who decides, the time, and the second factor that the token of this very call proves (null: none). */
export interface DecisionContext {
  caller: Caller;
  now: Date;
  mfa: MfaProof | null;
}

/** The event of one person's decision on the open step. */
export function decisionRecorded(
  { about }: PendingApproval,
  { index, as, selfApproval }: Eligibility,
  { decision, comment, maxDuration }: Pick<Decision, 'decision' | 'maxDuration'> & { comment: string | null },
  { caller, now, mfa }: DecisionContext,
): ApprovalDecided {
  const by = refOf(caller);
  const recorded = { by, decision, maxDuration, at: now.toISOString(), mfa, as, selfApproval };
  const data = { ...about, step: index, decision: recorded };
  return { type: 'approval.decided', schemaVersion: 1, data, texts: { comment } };
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
