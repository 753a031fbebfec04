import { z } from 'zod';
import { id, instant } from '../primitives.js';
import { personRef, refOf } from '../identity.js';
import { approver } from '../policy/policy.js';
import { governingPolicy } from '../policy/policy.rpc.js';
import type { GoverningPolicy } from '../policy/policy.rpc.js';
import type { DomainEvent } from '../event.js';
import { refusedAttempt, personalDataErased } from '../shared.events.js';

/** The second factor that the token of the call proved: methods (`amr`) and time (`auth_time`). */
export const mfaProof = z.object({ methods: z.array(z.string()), at: instant });
export type MfaProof = z.infer<typeof mfaProof>;

/**
 * One person's decision on one step. The comment is in the private text of `approval.decided`, and nowhere else.
 */
export const decision = z.object({
  by: personRef,
  decision: z.enum(['approve', 'reject']),
  /** The longest access that this approver allows, ISO 8601; null sets no limit. */
  maxDuration: z.string().nullable(),
  at: instant,
  mfa: mfaProof.nullable(),
  /** The approver entry that made the person eligible. */
  as: approver,
  selfApproval: z.boolean(),
});
export type Decision = z.infer<typeof decision>;

export const stepStatus = z.enum(['waiting', 'pending', 'approved', 'rejected', 'closed']);

/** A step with its decisions. */
export const stepRecord = z.object({
  name: z.string().nullable(),
  status: stepStatus,
  requiredApprovals: z.number().int(),
  approvers: z.array(approver),
  decisions: z.array(decision),
});
export type StepRecord = z.infer<typeof stepRecord>;

/** The 0-based index of the open step; null if none is open. */
export function openStepIndex(steps: readonly Pick<StepRecord, 'status'>[]): number | null {
  const index = steps.findIndex((step) => step.status === 'pending');
  return index < 0 ? null : index;
}

/** The steps of a policy before any decision: the first is open, the others wait. */
export function freshSteps({ content }: GoverningPolicy): StepRecord[] {
  return content.steps.map((step, index) => ({
    name: step.name ?? null,
    status: index === 0 ? 'pending' : 'waiting',
    requiredApprovals: step.requiredApprovals,
    approvers: step.approvers,
    decisions: [],
  }));
}

/**
 * What every event of a request, its approval and its access refers to, so that each event can be understood alone.
 * `policy` is null if no policy governs the request.
 */
export const about = z.object({
  requestId: id,
  requester: personRef,
  resource: z.string(),
  account: z.string(),
  policy: z.object({ id, version: z.number().int() }).nullable(),
});
export type About = z.infer<typeof about>;

/** What a person requests, beside resource and account. The justification is in the private text of the submission. */
export const requestTerms = z.object({
  duration: z.string(),
  ticket: z.string().nullable(),
  startsAt: instant.nullable(),
  submittedAt: instant,
});
export type RequestTerms = z.infer<typeof requestTerms>;

/**
 * A request under a policy: what it refers to, its terms, the policy version that governs it, and the deadline of its TTL.
 */
export const submission = z.object({
  ...about.shape,
  ...requestTerms.shape,
  /** The whole content of the governing version; later edits change nothing. */
  policy: governingPolicy,
  /** The deadline of the TTL, by the database's clock. */
  expiresAt: instant,
});

/** Takes from a larger object the fields that all events of a request share. */
export function aboutOf({ requestId, requester, resource, account, policy }: About): About {
  return {
    requestId,
    requester: refOf(requester),
    resource,
    account,
    policy: policy && { id: policy.id, version: policy.version },
  };
}

const decided = z.object({
  ...about.shape,
  /** 0-based. */
  step: z.number().int(),
  decision,
});
const ended = z.object({ ...about.shape, at: instant, steps: z.array(stepRecord) });
const approved = ended.extend({
  /** The shortest of what was asked and what approvers allowed. */ duration: z.string(),
});

/**
 * Events of the approval log: one stream `approval-<request id>` per request, which alone decides how a pending request
 * ends. Refused attempts are in streams `attempts-<hash>-<day>`.
 */
export const approvalEventData = {
  'approval.opened': submission,
  'approval.decided': decided,
  'approval.approved': approved,
  'approval.rejected': ended,
  /** By its requester, the event's actor. */
  'approval.cancelled': ended,
  'approval.expired': ended,
  'attempt.refused': refusedAttempt,
  'personal_data.erased': personalDataErased,
} as const;

export type ApprovalOpened = DomainEvent<'approval.opened', z.infer<typeof submission>>;
export type ApprovalDecided = DomainEvent<'approval.decided', z.infer<typeof decided>>;
export type ApprovalApproved = DomainEvent<'approval.approved', z.infer<typeof approved>>;
type ApprovalRejected = DomainEvent<'approval.rejected', z.infer<typeof ended>>;
export type ApprovalCancelled = DomainEvent<'approval.cancelled', z.infer<typeof ended>>;
export type ApprovalExpired = DomainEvent<'approval.expired', z.infer<typeof ended>>;

export type ApprovalOutcomeEvent = ApprovalApproved | ApprovalRejected | ApprovalCancelled | ApprovalExpired;
export type ApprovalEvent = ApprovalOpened | ApprovalDecided | ApprovalOutcomeEvent;
