import type {
  About,
  ApprovalDecided,
  ApprovalEvent,
  ApprovalOpened,
  ApprovalOutcomeEvent,
  Folding,
  GoverningPolicy,
  KnownPerson,
  RequestTerms,
  StepRecord,
} from '@countersign/contracts';
import { aboutOf, authorOf, freshSteps } from '@countersign/contracts';
import { recordDecision } from './steps.js';

/** Name and comment of a person who decided on a step. They can be erased, so no rule depends on them. */
export interface Remark {
  /** The step decided on, 0-based. */
  step: number;
  by: KnownPerson;
  comment: string | null;
}

/** What an approval is about, and how far it has come. */
export interface Matter {
  about: About;
  terms: RequestTerms;
  /** The policy version that governs it, whole; later edits change nothing. */
  policy: GoverningPolicy;
  /** The TTL's deadline: from this very millisecond on it is expired for every use. */
  expiresAt: string;
  steps: StepRecord[];
  /** One for each decision, in the order in which they were made. */
  remarks: readonly Remark[];
}

export type PendingApproval = Matter & { status: 'pending' };

export type EndedApproval = Matter & { at: string } & (
    | { status: 'approved'; duration: string }
    | { status: 'rejected'; by: KnownPerson }
    | { status: 'cancelled'; by: KnownPerson }
    | { status: 'expired' }
  );

export type OpenedApproval = PendingApproval | EndedApproval;

/** The workflow of one request. It alone decides how pending ends (rules.md#one-decider); what has ended stays so (rules.md#final-states). */
export type Approval = { status: 'none' } | OpenedApproval;

export const initialState: Approval = { status: 'none' };

/** Folds one event. Pure; an event of a type that is not known yet changes nothing. */
export function evolve(approval: Approval, event: Folding<ApprovalEvent>): Approval {
  switch (event.type) {
    case 'approval.opened':
      return opened(event.data);
    case 'approval.decided':
      return withRemark(afterDecision(pending(approval), event.data), event);
    case 'approval.approved':
      return { ...ended(approval, event.data), status: 'approved', duration: event.data.duration };
    case 'approval.rejected':
      return { ...ended(approval, event.data), status: 'rejected', by: authorOf(event) };
    case 'approval.cancelled':
      return { ...ended(approval, event.data), status: 'cancelled', by: authorOf(event) };
    case 'approval.expired':
      return { ...ended(approval, event.data), status: 'expired' };
    default:
      return passThrough(event, approval);
  }
}

/** How the stream `approval-<request id>` is folded. */
export const approvalFold = { initialState, evolve };

function opened(data: ApprovalOpened['data']): PendingApproval {
  const { policy, expiresAt, duration, ticket, startsAt, submittedAt } = data;
  return {
    status: 'pending',
    about: aboutOf(data),
    terms: { duration, ticket, startsAt, submittedAt },
    policy,
    expiresAt,
    steps: freshSteps(policy),
    remarks: [],
  };
}

/** The approval after a decision, as far as rules see it: without the remark that came with the decision. */
export function afterDecision(
  approval: PendingApproval,
  { step, decision }: ApprovalDecided['data'],
): PendingApproval {
  return { ...approval, steps: recordDecision(approval.steps, step, decision) };
}

function withRemark(approval: PendingApproval, event: Folding<ApprovalDecided>): PendingApproval {
  const remark = { step: event.data.step, by: authorOf(event), comment: event.private?.comment ?? null };
  return { ...approval, remarks: [...approval.remarks, remark] };
}

/** What stays of a pending approval when it ends, with its steps as the ending event records them. */
function ended(approval: Approval, { at, steps }: ApprovalOutcomeEvent['data']): Matter & { at: string } {
  const { about, terms, policy, expiresAt, remarks } = pending(approval);
  return { about, terms, policy, expiresAt, remarks, at, steps };
}

function pending(approval: Approval): PendingApproval {
  if (approval.status !== 'pending') throw new Error(`an approval that is ${approval.status} cannot go on`);
  return approval;
}

/** Compiles only while every known type has its case. */
function passThrough(_unknown: never, approval: Approval): Approval {
  return approval;
}
