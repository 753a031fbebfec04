import { z } from 'zod';
import { durationBetween } from '../duration.js';
import { id, instant, instantInput, line, literalName, text } from '../primitives.js';
import { personView } from '../identity.js';
import { approver, policyRef } from '../policy/policy.js';
import { stepStatus } from '../approval/approval.events.js';

export const requestStatus = z.enum(['pending', 'approved', 'rejected', 'cancelled', 'expired', 'refused']);
export type RequestStatus = z.infer<typeof requestStatus>;

export const accessStatus = z.enum([
  'scheduled',
  'available',
  'checked-out',
  'checked-in',
  'ended',
  'revoked',
]);
export type AccessStatus = z.infer<typeof accessStatus>;

/** Body of `POST /v1/requests`. */
export const submitBody = z.strictObject({
  resource: literalName,
  account: literalName,
  duration: durationBetween('PT1S', 'P30D'),
  justification: text(2000).optional(),
  ticket: line(128).optional(),
  startsAt: instantInput.optional(),
});
export type SubmitBody = z.infer<typeof submitBody>;

/** Body of `POST /v1/requests/{id}/approve`. */
export const approveBody = z.strictObject({
  comment: text(2000).optional(),
  maxDuration: durationBetween('PT1S', 'P30D').optional(),
});

/** Body of `reject` and `cancel`. */
export const commentBody = z.strictObject({ comment: text(2000).optional() });

/** Body of `check-out` and `check-in`: nothing to say. */
export const emptyBody = z.strictObject({});

/** Body of `POST /v1/requests/{id}/revoke`. */
export const revokeBody = z.strictObject({
  reason: text(2000).refine((reason) => reason.trim() !== '', 'must say why'),
});

/** A decision as clients see it; `mfa` says whether a second factor was proved. */
export const decisionView = z.object({
  by: personView,
  decision: z.enum(['approve', 'reject']),
  comment: z.string().nullable(),
  maxDuration: z.string().nullable(),
  at: instant,
  mfa: z.boolean(),
  selfApproval: z.boolean(),
});

/** A step as clients see it. */
export const stepView = z.object({
  name: z.string().nullable(),
  status: stepStatus,
  requiredApprovals: z.number().int(),
  approvers: z.array(approver),
  decisions: z.array(decisionView),
});
export type StepView = z.infer<typeof stepView>;

/** An access as clients see it. Members of a check-out stay null until there was one. */
export const accessView = z.object({
  status: accessStatus,
  startsAt: instant,
  /** When it is over as it stands; where the clock starts at check-out, before that the last instant to use it. */
  endsAt: instant,
  checkedOutAt: instant.nullable(),
  checkedInAt: instant.nullable(),
  revokedAt: instant.nullable(),
  revokedBy: personView.nullable(),
  /** Why it was revoked. */
  reason: z.string().nullable(),
  /** The check-out's id, `jti` of its tickets: its status is at `GET /v1/tickets/{jti}`. */
  ticketId: id.nullable().default(null),
});
export type AccessView = z.infer<typeof accessView>;

/** What a person may do with a request. */
export const action = z.enum(['approve', 'reject', 'cancel', 'check-out', 'check-in', 'revoke']);
export type Action = z.infer<typeof action>;

/** What the caller may do now, or which rule says no: a stable code and a plain sentence (rule 16). */
export const you = z.object({
  may: z.array(action),
  why: z.object({ code: z.string(), detail: z.string() }).nullable(),
});
export type You = z.infer<typeof you>;

/** A request as clients see it (API.md, "Requests"). */
export const requestView = z.object({
  id,
  status: requestStatus,
  /** How pending ended when the request has not followed yet (rule 15); otherwise null. */
  outcome: z.enum(['approved', 'rejected', 'cancelled', 'expired']).nullable(),
  /** Grows with every event of the request and of its approval. */
  version: z.number().int(),
  requester: personView,
  resource: z.string(),
  account: z.string(),
  duration: z.string(),
  justification: z.string().nullable(),
  ticket: z.string().nullable(),
  startsAt: instant.nullable(),
  policy: policyRef.nullable(),
  /** Granted without a policy and without an approver, as the installation is set to do. */
  unmatched: z.boolean().default(false),
  /** 0-based; null when no step is open. */
  currentStep: z.number().int().nullable(),
  steps: z.array(stepView),
  submittedAt: instant,
  expiresAt: instant.nullable(),
  decidedAt: instant.nullable(),
  /** Why no policy allowed it; only with status `refused`. */
  refusal: z.object({ code: z.string(), detail: z.string() }).nullable(),
  access: accessView.nullable(),
  you,
});
export type RequestView = z.infer<typeof requestView>;

/** Answer of a check-out: the request, and a ticket (JWT) for whoever guards the account. */
export const checkedOutView = z.object({ request: requestView, ticket: z.string() });
export type CheckedOutView = z.infer<typeof checkedOutView>;

/** Whether a check-out still stands, for vaults and brokers that hold one of its tickets. */
export const ticketStatus = z.object({
  active: z.boolean(),
  /** Why it does not stand any more; null while it does. */
  reason: z.enum(['checked-in', 'ended', 'revoked']).nullable(),
  /** When the access ends, or ended. */
  endsAt: instant,
});
export type TicketStatus = z.infer<typeof ticketStatus>;
