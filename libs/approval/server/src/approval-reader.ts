import { Inject, Injectable } from '@nestjs/common';
import { NotFound, openStepIndex, samePerson, viewOfPerson } from '@countersign/contracts';
import type { ApprovalState, Caller, Decision, DecisionView } from '@countersign/contracts';
import { approvalFold, approvalStream, asOf, maySee, whatMayDo } from '@countersign/approval-domain';
import type { OpenedApproval, Remark } from '@countersign/approval-domain';
import type { DecideRunner } from '@countersign/event-log';
import { DECIDE_RUNNER } from '@countersign/service';
import { CLOCK } from '@countersign/platform';
import type { Clock } from '@countersign/platform';
import type { CallContext } from '@countersign/rpc';
import { Opener } from './opener.js';

/** An approval, and how it stands at the time of the call for its caller. */
export interface ReadApproval {
  approval: OpenedApproval;
  state: ApprovalState;
}

/** Reads approvals from the log itself, so that an answer is always current. */
@Injectable()
export class ApprovalReader {
  constructor(
    @Inject(DECIDE_RUNNER) private readonly runner: DecideRunner,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly opener: Opener,
  ) {}

  /**
   * The approval, which is opened first if the read has arrived before the event that opens it.
   * @throws NotFound when there is no such request, or the caller may not see it
   * @throws NothingToDecide when no policy governed the request
   */
  async read(requestId: string, call: CallContext): Promise<ReadApproval> {
    const { state: approval } = await this.runner.read(approvalStream(requestId), approvalFold);
    if (approval.status === 'none') {
      await this.opener.openOnDemand(requestId, call);
      return this.read(requestId, call);
    }
    const { caller } = call;
    if (!maySee(caller, approval)) throw new NotFound('request');
    return { approval, state: approvalStateOf(approval, caller, this.clock.now()) };
  }
}

/** How the approval stands now, as the request service shows it in the request. */
function approvalStateOf(approval: OpenedApproval, caller: Caller, now: Date): ApprovalState {
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

/** A person decides only once on a step, so step and person identify their comment. */
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
