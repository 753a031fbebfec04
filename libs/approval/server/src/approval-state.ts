import { openStepIndex, samePerson, viewOfPerson } from '@countersign/contracts';
import type { ApprovalState, Caller, Decision, DecisionView } from '@countersign/contracts';
import { asOf, whatMayDo } from '@countersign/approval-domain';
import type { OpenedApproval, Remark } from '@countersign/approval-domain';

/** How the approval stands now, as the request service shows it in the request. */
export function approvalStateOf(approval: OpenedApproval, caller: Caller, now: Date): ApprovalState {
  const current = asOf(approval, now);
  const { about, steps, remarks } = current;
  return {
    requestId: about.requestId,
    outcome: current.status === 'pending' ? null : current.status,
    currentStep: openStepIndex(steps),
    steps: steps.map((step, index) => ({
      ...step,
      decisions: step.decisions.map((decision) => viewOfDecision(decision, index, remarks)),
    })),
    decidedAt: current.status === 'pending' ? null : current.at,
    you: whatMayDo(caller, current, now),
  };
}

/** A person decides once on a step, so step and person find what they said. */
function viewOfDecision(
  { by, decision, maxDuration, at, mfa, selfApproval }: Decision,
  index: number,
  remarks: readonly Remark[],
): DecisionView {
  const remark = remarks.find(({ step, by: person }) => step === index && samePerson(person, by));
  const erasedAt = remark?.by.erasedAt ?? null;
  return {
    by: viewOfPerson(remark?.by ?? by),
    decision,
    comment: remark?.comment ?? null,
    maxDuration,
    at,
    mfa: mfa !== null,
    selfApproval,
    ...(erasedAt !== null && { erasedAt }),
  };
}
