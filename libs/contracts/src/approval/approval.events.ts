import { z } from 'zod';
import { id, instant } from '../primitives.js';
import { person } from '../identity.js';
import { approver } from '../policy/policy.js';
import { governingPolicy } from '../policy/policy.rpc.js';
import type { DomainEvent } from '../event.js';
import { refusedAttempt } from '../attempt/refused-attempt.js';

/** MFA as proved by the token of the call: methods (`amr`) and time (`auth_time`). */
export const mfaProof = z.object({ methods: z.array(z.string()), at: instant });
export type MfaProof = z.infer<typeof mfaProof>;

/** One person's decision on one step. */
export const decision = z.object({
  by: person,
  decision: z.enum(['approve', 'reject']),
  comment: z.string().nullable(),
  /** The longest access this approver allows, ISO 8601; null leaves the duration as it is (rule 9). */
  maxDuration: z.string().nullable(),
  at: instant,
  mfa: mfaProof.nullable(),
  /** The approver entry the person was eligible by. */
  as: approver,
  selfApproval: z.boolean(),
});
export type Decision = z.infer<typeof decision>;

export const stepStatus = z.enum(['waiting', 'pending', 'approved', 'rejected', 'closed']);

/** A step with the decisions taken on it. */
export const stepRecord = z.object({
  name: z.string().nullable(),
  status: stepStatus,
  requiredApprovals: z.number().int(),
  approvers: z.array(approver),
  decisions: z.array(decision),
});
export type StepRecord = z.infer<typeof stepRecord>;

/** What a person asked for, as every context records it. */
export const requestFacts = z.object({
  requester: person,
  resource: z.string(),
  account: z.string(),
  duration: z.string(),
  justification: z.string().nullable(),
  ticket: z.string().nullable(),
  startsAt: instant.nullable(),
  submittedAt: instant,
});
export type RequestFacts = z.infer<typeof requestFacts>;

const opened = z.object({
  requestId: id,
  request: requestFacts,
  policy: governingPolicy,
  /** The TTL's deadline, database clock. */
  expiresAt: instant,
});
const decided = z.object({ requestId: id, /** 0-based. */ step: z.number().int(), decision });
const ended = z.object({ requestId: id, at: instant, steps: z.array(stepRecord) });
const approved = ended.extend({
  /** The shortest of what was asked and what approvers allowed. */ duration: z.string(),
});
const cancelled = ended.extend({ by: person, comment: z.string().nullable() });

/**
 * Events of the approval log: one stream `approval-<request id>` per request; it alone decides how pending ends
 * (rule 14). What was tried and refused is beside it, in streams `attempts-<hash>-<day>`.
 */
export const approvalEventData = {
  'approval.opened': opened,
  'approval.decided': decided,
  'approval.approved': approved,
  'approval.rejected': ended,
  'approval.cancelled': cancelled,
  'approval.expired': ended,
  'attempt.refused': refusedAttempt,
} as const;

export type ApprovalOpened = DomainEvent<'approval.opened', z.infer<typeof opened>>;
export type ApprovalDecided = DomainEvent<'approval.decided', z.infer<typeof decided>>;
export type ApprovalApproved = DomainEvent<'approval.approved', z.infer<typeof approved>>;
export type ApprovalRejected = DomainEvent<'approval.rejected', z.infer<typeof ended>>;
export type ApprovalCancelled = DomainEvent<'approval.cancelled', z.infer<typeof cancelled>>;
export type ApprovalExpired = DomainEvent<'approval.expired', z.infer<typeof ended>>;

export type ApprovalOutcomeEvent = ApprovalApproved | ApprovalRejected | ApprovalCancelled | ApprovalExpired;
export type ApprovalEvent = ApprovalOpened | ApprovalDecided | ApprovalOutcomeEvent;
