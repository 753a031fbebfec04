import type {
  ApprovalEvent,
  ApprovalOpened,
  Decision,
  GoverningPolicy,
  Person,
  RequestFacts,
  StepRecord,
} from '@countersign/contracts';
import { freshSteps } from '@countersign/contracts';
import { recordDecision } from './steps.js';

/** What an approval is about, and how far it has come. */
export interface Matter {
  requestId: string;
  request: RequestFacts;
  /** The policy version that governs it, whole; later edits change nothing (rule 1). */
  policy: GoverningPolicy;
  /** The TTL's deadline: from this very millisecond on it is expired for every use. */
  expiresAt: string;
  steps: StepRecord[];
}

export type PendingApproval = Matter & { status: 'pending' };
export type EndedApproval = Matter & { at: string } & (
    | { status: 'approved'; duration: string }
    | { status: 'rejected' }
    | { status: 'cancelled'; by: Person; comment: string | null }
    | { status: 'expired' }
  );
export type OpenedApproval = PendingApproval | EndedApproval;

/** The workflow of one request. It alone decides how pending ends (rule 14); what has ended stays so (rule 13). */
export type Approval = { status: 'none' } | OpenedApproval;

export const initialState: Approval = { status: 'none' };

/** Folds one event. Pure; an event of a type that is not known yet changes nothing. */
export function evolve(approval: Approval, event: ApprovalEvent): Approval {
  switch (event.type) {
    case 'approval.opened':
      return opened(event.data);
    case 'approval.decided':
      return decided(pending(approval), event.data.step, event.data.decision);
    case 'approval.approved':
      return { ...matter(approval, event.data), status: 'approved', duration: event.data.duration };
    case 'approval.rejected':
      return { ...matter(approval, event.data), status: 'rejected' };
    case 'approval.cancelled':
      return {
        ...matter(approval, event.data),
        status: 'cancelled',
        by: event.data.by,
        comment: event.data.comment,
      };
    case 'approval.expired':
      return { ...matter(approval, event.data), status: 'expired' };
    default:
      return passThrough(event, approval);
  }
}

/** How the stream `approval-<request id>` is folded. */
export const approvalFold = { initialState, evolve };

/** The stream that decides one request. */
export function approvalStream(requestId: string): string {
  return `approval-${requestId}`;
}

function opened({ requestId, request, policy, expiresAt }: ApprovalOpened['data']): PendingApproval {
  return { status: 'pending', requestId, request, policy, expiresAt, steps: freshSteps(policy) };
}

function decided(approval: PendingApproval, step: number, decision: Decision): PendingApproval {
  return { ...approval, steps: recordDecision(approval.steps, step, decision) };
}

/** What stays of a pending approval when it ends: its steps as the ending event records them. */
function matter(approval: Approval, { at, steps }: { at: string; steps: StepRecord[] }) {
  const { requestId, request, policy, expiresAt } = pending(approval);
  return { requestId, request, policy, expiresAt, at, steps };
}

function pending(approval: Approval): PendingApproval {
  if (approval.status !== 'pending') throw new Error(`an approval that is ${approval.status} cannot go on`);
  return approval;
}

/** Compiles only while every known type has its case. */
function passThrough(_unknown: never, approval: Approval): Approval {
  return approval;
}
