import { openStepIndex, samePerson } from '@countersign/contracts';
import type { Action, Approver, Caller, PersonRef, StepRecord, You } from '@countersign/contracts';
import { matchingApprover, ownRequestRefusal, whyNot, whyOf } from '@countersign/kernel';
import type { OpenedApproval, PendingApproval } from './approval.js';
import { AlreadyDecided, ApprovedEarlierStep, NotAnApprover, NotPending } from './approval.errors.js';
import { asOf } from './expire.js';
import { peopleWhoApproved } from './quorum.js';
import { assertWindowOpen } from './duration.js';

/** By what right a person decides on the open step. */
export interface Eligibility {
  step: StepRecord;
  /** 0-based. */
  index: number;
  /** The approver entry that names them. */
  as: Approver;
  /** The requester decides on their own request, as the policy lets them; every report flags it. */
  selfApproval: boolean;
}

/**
 * Whether the caller may decide on the open step now: rules.md#eligibility, rules.md#self-approval, rules.md#distinct-approvers. `assertPending` and `assertSecondFactor` check time and second factor.
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

/** What the caller may do now; `why` is the rule that keeps them from approving. A second factor can still be asked. */
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
