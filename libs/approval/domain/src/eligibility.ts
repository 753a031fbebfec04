import { durationMs, openStepIndex, refOf, samePerson, whyNot, whyOf } from '@countersign/contracts';
import type {
  Action,
  ApprovalDecided,
  Approver,
  Caller,
  Decision,
  MfaProof,
  PersonRef,
  StepRecord,
  You,
} from '@countersign/contracts';
import { assertFreshMfa, matchingApprover, ownRequestRefusal } from '@countersign/kernel';
import { shortestDuration } from './approval.js';
import type { OpenedApproval, PendingApproval } from './approval.js';
import {
  AlreadyDecided,
  ApprovedEarlierStep,
  NotAnApprover,
  NotPending,
  WindowOver,
} from './approval.errors.js';
import { asOf } from './expire.js';
import { peopleWhoApproved } from './steps.js';

/** The person who decides, the time, and the second factor that the token of this call proves, or null. */
export interface DecisionContext {
  caller: Caller;
  now: Date;
  mfa: MfaProof | null;
}

/** What makes a person eligible to decide on the open step. */
interface Eligibility {
  step: StepRecord;
  /** 0-based. */
  index: number;
  /** The approver entry that names the person. */
  as: Approver;
  /** The requester decides on their own request, which the policy allows; every report flags it. */
  selfApproval: boolean;
}

/**
 * Whether the caller may decide on the open step now: rules.md#eligibility, rules.md#self-approval,
 * rules.md#distinct-approvers. `assertPending` and `assertSecondFactor` check time and second factor.
 * @throws SelfApproval, WroteThisPolicy, NotAnApprover, AlreadyDecided, ApprovedEarlierStep
 */
export function assertEligible(caller: Caller, approval: PendingApproval): Eligibility {
  const { step, index } = openStep(approval);
  const selfApproval = samePerson(caller, approval.about.requester);
  const ownRefusal = selfApproval ? ownRequestRefusal(caller, approval.policy) : null;
  if (ownRefusal) throw ownRefusal;
  const as = matchingApprover(caller, step.approvers);
  if (!as) throw new NotAnApprover(step, index);
  if (step.decisions.some(({ by }) => samePerson(by, caller))) throw new AlreadyDecided(step, index);
  const earlier = approval.policy.content.distinctApprovers ? earlierApproval(caller, approval, index) : -1;
  if (earlier >= 0) throw new ApprovedEarlierStep(earlier, step, index);
  return { step, index, as, selfApproval };
}

/**
 * A maintenance window ends at its planned end, however late it is approved (rules.md#access-window).
 * @throws WindowOver when no time would be left in it
 */
export function assertWindowOpen(
  approval: PendingApproval,
  now: Date,
  maxDuration: string | null = null,
): void {
  const { startsAt } = approval.terms;
  // Where the clock starts at check-out, the window has no end yet.
  if (startsAt === null || approval.policy.content.accessStarts === 'check-out') return;
  const end = Date.parse(startsAt) + durationMs(shortestDuration(approval, maxDuration));
  if (now.getTime() >= end) throw new WindowOver(new Date(end).toISOString());
}

/**
 * What the caller may do now. `why` is the rule that keeps them from approving; a second factor may still be asked for.
 */
export function whatMayDo(caller: Caller, approval: OpenedApproval, now: Date): You {
  const pending = asOf(approval, now);
  if (pending.status !== 'pending') return { may: [], why: whyOf(new NotPending(pending)) };
  const notDeciding = whyNot(() => assertEligible(caller, pending));
  const notApproving = notDeciding ?? whyNot(() => assertWindowOpen(pending, now));
  const may: Action[] = [];
  if (!notApproving) may.push('approve');
  if (!notDeciding) may.push('reject');
  if (samePerson(caller, pending.about.requester)) may.push('cancel');
  return { may, why: notApproving };
}

function openStep({ steps, about }: PendingApproval): { step: StepRecord; index: number } {
  const index = openStepIndex(steps);
  const step = index === null ? undefined : steps[index];
  if (index === null || !step) throw new Error(`the pending approval of ${about.requestId} has no open step`);
  return { step, index };
}

function earlierApproval(person: PersonRef, { steps }: PendingApproval, open: number): number {
  return steps
    .slice(0, open)
    .findIndex((step) => peopleWhoApproved(step).some((by) => samePerson(by, person)));
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
 * nobody has to step up for a decision that would be refused anyway.
 * @throws SecondFactorNeeded
 */
export function assertSecondFactor({ policy }: PendingApproval, { mfa, now }: DecisionContext): void {
  const { onApproval, maxAge } = policy.content.mfa;
  if (onApproval) assertFreshMfa(mfa, maxAge, now);
}
