import {
  aboutOf,
  authorOf,
  durationSeconds,
  ERASURES_STREAM,
  formatDuration,
  freshSteps,
} from '@countersign/contracts';
import type {
  About,
  ApprovalDecided,
  ApprovalEvent,
  ApprovalOpened,
  ApprovalOutcomeEvent,
  Caller,
  DomainEvent,
  Folding,
  GoverningPolicy,
  KnownPerson,
  PersonalDataErased,
  RefusedAttempt,
  RequestSubmitted,
  RequestTerms,
  StepRecord,
} from '@countersign/contracts';
import { attemptsStream, maySeeRequest } from '@countersign/kernel';
import { recordDecision } from './steps.js';

/** The name and the comment of a person who decided on a step. Both can be erased, so no rule depends on them. */
export interface Remark {
  /** The 0-based index of the decided step. */
  step: number;
  by: KnownPerson;
  comment: string | null;
}

/** What an approval is about, and how far it has come. */
interface Matter {
  about: About;
  terms: RequestTerms;
  /** The whole policy version that governs the request; later edits change nothing. */
  policy: GoverningPolicy;
  /** The TTL's deadline: from this millisecond on, the approval counts as expired. */
  expiresAt: string;
  steps: StepRecord[];
  /** A remark for each decision, in the order of the decisions. */
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

/**
 * The workflow of one request. Only this decides how a pending request ends (rules.md#one-decider), and its end is final
 * (rules.md#final-states).
 */
export type Approval = { status: 'none' } | OpenedApproval;

export const initialState: Approval = { status: 'none' };

/** Folds an event; an event of an unknown type changes nothing. */
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

/** The approval after a decision, as rules see it: without the remark that belongs to the decision. */
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

/** What remains of a pending approval when it ends, with the steps as the ending event records them. */
function ended(approval: Approval, { at, steps }: ApprovalOutcomeEvent['data']): Matter & { at: string } {
  const { about, terms, policy, expiresAt, remarks } = pending(approval);
  return { about, terms, policy, expiresAt, remarks, at, steps };
}

function pending(approval: Approval): PendingApproval {
  if (approval.status !== 'pending') throw new Error(`an approval that is ${approval.status} cannot go on`);
  return approval;
}

/** Compiles only while every known type has a case. */
function passThrough(_unknown: never, approval: Approval): Approval {
  return approval;
}

/** The shortest of the requested duration and the durations that approvers allow, ISO 8601 (rules.md#shortening). */
export function shortestDuration(
  { terms, steps }: PendingApproval,
  maxDuration: string | null = null,
): string {
  const allowed = steps.flatMap((step) => step.decisions.map((decision) => decision.maxDuration));
  const durations = [terms.duration, ...allowed, maxDuration].filter((duration) => duration !== null);
  return formatDuration(Math.min(...durations.map(durationSeconds)));
}

/** Opens the approval of a submitted request; an approval that is already open is left alone. */
export function openApproval(submission: RequestSubmitted['data'], approval: Approval): ApprovalOpened[] {
  if (approval.status !== 'none') return [];
  const { duration, ticket, startsAt, submittedAt, policy, expiresAt } = submission;
  const data = { ...aboutOf(submission), duration, ticket, startsAt, submittedAt, policy, expiresAt };
  return [{ type: 'approval.opened', schemaVersion: 1, data }];
}

/** Whether the caller may see the request; to everybody else it does not exist. */
export function maySee(caller: Caller, { about, steps }: OpenedApproval): boolean {
  return maySeeRequest(caller, about.requester, steps);
}

type EventOfApprovalLog = ApprovalEvent | RefusedAttempt | PersonalDataErased;

/** The stream that decides one request. */
export function approvalStream(requestId: string): string {
  return `approval-${requestId}`;
}

/**
 * The streams that an event of the approval log belongs to, its own stream first.
 * @throws Error for a type that this context does not write
 */
export function approvalStreamsOf(event: DomainEvent): string[] {
  const known = event as EventOfApprovalLog;
  switch (known.type) {
    case 'approval.opened':
    case 'approval.decided':
    case 'approval.approved':
    case 'approval.rejected':
    case 'approval.cancelled':
    case 'approval.expired':
      return [approvalStream(known.data.requestId)];
    case 'attempt.refused':
      return [attemptsStream(known.data.by, new Date(known.data.at))];
    case 'personal_data.erased':
      return [ERASURES_STREAM];
    default:
      throw new Error(
        `the approval log has no events of type ${(known satisfies never as DomainEvent).type}`,
      );
  }
}
