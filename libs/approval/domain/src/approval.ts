import type {
  About,
  ApprovalEvent,
  Decision,
  Folding,
  GoverningPolicy,
  KnownPerson,
  RequestTerms,
  StepRecord,
} from '@countersign/contracts';
import { aboutOf, authorOf, freshSteps } from '@countersign/contracts';
import { recordDecision } from './steps.js';

/** What a person said with a decision, or with the cancellation: it can be erased, and no rule depends on it. */
export interface Remark {
  /** The step decided on, 0-based; null for a cancellation. */
  step: number | null;
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
  remarks: readonly Remark[];
}

export type PendingApproval = Matter & { status: 'pending' };

export type EndedApproval = Matter & { at: string } & (
    | { status: 'approved'; duration: string }
    | { status: 'rejected' }
    | { status: 'cancelled' }
    | { status: 'expired' }
  );

export type OpenedApproval = PendingApproval | EndedApproval;

/** The workflow of one request. It alone decides how pending ends; what has ended stays so. */
export type Approval = { status: 'none' } | OpenedApproval;

export const initialState: Approval = { status: 'none' };

/** Folds one event. Pure; an event of a type that is not known yet changes nothing. */
export function evolve(approval: Approval, event: Folding<ApprovalEvent>): Approval {
  switch (event.type) {
    case 'approval.opened':
      return opened(event.data);
    case 'approval.decided': {
      const { step, decision } = event.data;
      return said(decided(pending(approval), step, decision), { step, ...remarkOf(event) });
    }
    case 'approval.approved':
      return { ...ended(approval, event.data), status: 'approved', duration: event.data.duration };
    case 'approval.rejected':
      return { ...ended(approval, event.data), status: 'rejected' };
    case 'approval.cancelled':
      return {
        ...said(ended(approval, event.data), { step: null, ...remarkOf(event) }),
        status: 'cancelled',
      };
    case 'approval.expired':
      return { ...ended(approval, event.data), status: 'expired' };
    default:
      return passThrough(event, approval);
  }
}

/** How the stream `approval-<request id>` is folded. */
export const approvalFold = { initialState, evolve };

function opened(data: Extract<ApprovalEvent, { type: 'approval.opened' }>['data']): PendingApproval {
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

/** The approval with one more decision on a step. Pure: what the decision's event changes, before anybody said anything. */
export function decided(approval: PendingApproval, step: number, decision: Decision): PendingApproval {
  return { ...approval, steps: recordDecision(approval.steps, step, decision) };
}

function said<A extends Matter>(approval: A, remark: Remark): A {
  return { ...approval, remarks: [...approval.remarks, remark] };
}

function remarkOf(event: Folding<ApprovalEvent>): Omit<Remark, 'step'> {
  return { by: authorOf(event), comment: event.private?.comment ?? null };
}

/** What stays of a pending approval when it ends: its steps as the ending event records them. */
function ended(
  approval: Approval,
  { at, steps }: { at: string; steps: StepRecord[] },
): Matter & { at: string } {
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
