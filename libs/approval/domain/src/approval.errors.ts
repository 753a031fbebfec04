import { nameOf, Refusal } from '@countersign/contracts';
import type { Approver, KnownPerson, RequestStatus, StepRecord } from '@countersign/contracts';
import type { EndedApproval } from './approval.js';
import { peopleWhoApproved } from './steps.js';

/** The open step does not name the caller. The sentence says which step is open and who may approve it. */
export class NotAnApprover extends Refusal {
  constructor(step: StepRecord, index: number) {
    super('not-an-approver', 403, `${openStep(step, index)} You are not one of them.`, {
      step: index,
      approvers: step.approvers,
    });
  }
}

/** A person counts once in a step. */
export class AlreadyDecided extends Refusal {
  constructor(step: StepRecord, index: number) {
    super(
      'already-decided',
      403,
      `You have already decided on this step; a person counts once. ${openStep(step, index)}`,
      {
        step: index,
      },
    );
  }
}

/** The policy asks for different people in its steps (`distinctApprovers`). */
export class ApprovedEarlierStep extends Refusal {
  constructor(earlier: number, step: StepRecord, index: number) {
    super(
      'approved-earlier-step',
      403,
      `You approved step ${earlier + 1}, and the policy asks for different people in every step. ${openStep(step, index)}`,
      { step: index, earlierStep: earlier },
    );
  }
}

/** The request is no longer pending; the sentence says how and when it ended. */
export class NotPending extends Refusal {
  constructor(approval: EndedApproval) {
    super('not-pending', 409, `This request is no longer pending: ${howItEnded(approval, nameOf)}.`, {
      status: approval.status,
      at: approval.at,
    });
    this.recorded = `This request is no longer pending: ${howItEnded(approval, idOf)}.`;
  }
}

/** No policy governed the request, so it was refused or granted when it was made, and never pending. */
export class NothingToDecide extends Refusal {
  constructor(status: RequestStatus) {
    super('not-pending', 409, `This request was ${status} when it was made: there is nothing to decide.`, {
      status,
    });
  }
}

/** Only the requester may cancel. */
export class NotTheRequester extends Refusal {
  constructor(requesterId: string) {
    super('not-the-requester', 403, `Only ${requesterId}, who made this request, may cancel it.`);
  }
}

/** The requested window has passed, so an approval would grant no time at all. */
export class WindowOver extends Refusal {
  constructor(endedAt: string) {
    super(
      'window-over',
      409,
      `The access window ended at ${endedAt}, so an approval would grant no time at all.`,
      {
        endedAt,
      },
    );
  }
}

/** An approver may shorten the access, but not below the policy's minimum. */
export class DurationTooShort extends Refusal {
  constructor(minimum: string) {
    const message = `must not be below the policy's minimum of ${minimum}`;
    super('duration-out-of-range', 422, `maxDuration ${message}.`, { minAccessDuration: minimum }, [
      { path: 'maxDuration', message },
    ]);
  }
}

function openStep(step: StepRecord, index: number): string {
  const name = step.name === null ? '' : ` ("${step.name}")`;
  const missing = step.requiredApprovals - peopleWhoApproved(step).length;
  return `Step ${index + 1}${name} is open and needs ${missing} more of: ${step.approvers.map(whom).join(', ')}.`;
}

function whom({ type, id }: Approver): string {
  return type === 'group' ? `anybody in the group ${id}` : id;
}

const idOf = ({ id }: KnownPerson): string => id;

function howItEnded(approval: EndedApproval, personAs: (person: KnownPerson) => string): string {
  switch (approval.status) {
    case 'approved':
      return `it was approved at ${approval.at}`;
    case 'rejected':
      return `${personAs(approval.by)} rejected it at ${approval.at}`;
    case 'cancelled':
      return `${personAs(approval.by)} cancelled it at ${approval.at}`;
    case 'expired':
      return `it expired at ${approval.at}, before enough people had approved it`;
    default:
      return approval satisfies never;
  }
}
