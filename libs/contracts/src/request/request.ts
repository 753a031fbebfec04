import { z } from 'zod';
import { durationBetween, id, instant, instantInput, label, literalName, text } from '../primitives.js';
import { logNames, membership, privateTexts } from '../event.js';
import { actor, personView } from '../identity.js';
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
  ticket: label(128).optional(),
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

/** Body of `check-out` and `check-in`, without members. */
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
  /** When the comment was erased. */
  erasedAt: instant.optional(),
});
export type DecisionView = z.infer<typeof decisionView>;

/** A step as clients see it. */
export const stepView = z.object({
  name: z.string().nullable(),
  status: stepStatus,
  requiredApprovals: z.number().int(),
  approvers: z.array(approver),
  decisions: z.array(decisionView),
});
export type StepView = z.infer<typeof stepView>;

/** An access as clients see it. Members of a check-out are null until there was a check-out. */
export const accessView = z.object({
  status: accessStatus,
  startsAt: instant,
  /** The current end of the access; if the clock starts at check-out, before that the last instant for the check-out. */
  endsAt: instant,
  checkedOutAt: instant.nullable(),
  checkedInAt: instant.nullable(),
  revokedAt: instant.nullable(),
  revokedBy: personView.nullable(),
  /** Why it was revoked. */
  reason: z.string().nullable(),
  /** When the reason was erased. */
  erasedAt: instant.optional(),
  /** The check-out's id, the `jti` of its tickets; `GET /v1/tickets/{jti}` tells its status. */
  ticketId: id.nullable().default(null),
});
export type AccessView = z.infer<typeof accessView>;

/** The actions that a person can take on a request. */
const action = z.enum(['approve', 'reject', 'cancel', 'check-out', 'check-in', 'revoke']);
export type Action = z.infer<typeof action>;

/**
 * What the caller may do now, or the rule that refuses: a stable code and a plain sentence (rules.md#explained-refusals).
 */
export const you = z.object({
  may: z.array(action),
  why: z.object({ code: z.string(), detail: z.string() }).nullable(),
});
export type You = z.infer<typeof you>;

/** A request as clients see it. */
export const requestView = z.object({
  id,
  status: requestStatus,
  /** How the approval ended if the request has not followed yet (rules.md#settled-answer); otherwise null. */
  outcome: z.enum(['approved', 'rejected', 'cancelled', 'expired']).nullable(),
  /** Counts the events of the request's own stream; decisions appear in `steps`. */
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
  /** When the justification was erased. */
  erasedAt: instant.optional(),
  /**
   * The other service that keeps a part of this request did not answer, so names, comments or the justification are
   * missing from this answer. They are not erased; ask again.
   */
  incomplete: z.literal(true).optional(),
  you,
});
export type RequestView = z.infer<typeof requestView>;

/** The state of a request's approval: what the approval service adds to the request's view. */
export const approvalState = z.object({
  requestId: id,
  /** How the approval ended; null while it is pending. */
  outcome: z.enum(['approved', 'rejected', 'cancelled', 'expired']).nullable(),
  currentStep: z.number().int().nullable(),
  steps: z.array(stepView),
  decidedAt: instant.nullable(),
  you,
});
export type ApprovalState = z.infer<typeof approvalState>;

/** The kind of an act of a request's timeline. `other` is an event of a type that this build does not know. */
const timelineAct = z.enum([
  'submitted',
  'refused',
  'granted-without-policy',
  'approved',
  'rejected',
  'cancelled',
  'expired',
  'opened',
  'checked-out',
  'checked-in',
  'ended',
  'revoked',
  'other',
]);
export type TimelineAct = z.infer<typeof timelineAct>;

/** One act, by a person or a deadline, with every event that resulted from it. */
export const timelineItem = z.object({
  /** When it was recorded, RFC 3339 UTC with milliseconds. */
  at: instant,
  act: timelineAct,
  actor: personView.extend({ kind: z.enum(['person', 'service']) }),
  /** The actor's text: justification, comment or reason. */
  comment: z.string().nullable(),
  /** When name and comment were erased. */
  erasedAt: instant.optional(),
  /** The 0-based step that it concerned; null if it concerned none. */
  step: z.number().int().nullable(),
  /** A plain sentence. */
  text: z.string(),
  events: z.array(
    z.object({ log: z.enum(logNames), position: z.number().int(), type: z.string(), hash: z.string() }),
  ),
});
export type TimelineItem = z.infer<typeof timelineItem>;

/** Query of `GET /v1/requests/{id}/timeline`. */
export const timelineQuery = z.strictObject({
  /** Asks for the recorded events instead of the acts. */
  raw: z.stringbool({ truthy: ['true'], falsy: ['false'] }).optional(),
});

/** An event as recorded. Only auditors see `address` and `userAgent` in `private`. */
export const recordedEventView = z.object({
  log: z.enum(logNames),
  position: z.number().int(),
  id: z.string(),
  type: z.string(),
  schemaVersion: z.number().int(),
  streams: z.array(membership),
  /** recordedAt of the event, with microseconds. */
  at: z.string(),
  actor,
  correlationId: z.string(),
  causationId: z.string().nullable(),
  traceparent: z.string().nullable(),
  data: z.record(z.string(), z.json()),
  private: privateTexts.partial().nullable(),
  privateHash: z.string().nullable(),
  erasedAt: instant.optional(),
  hash: z.string(),
});
export type RecordedEventView = z.infer<typeof recordedEventView>;

/** Answer of the timeline: acts, or with `raw` events, in the order in which they were recorded. */
export const timeline = z.object({ items: z.array(timelineItem) });
export const rawTimeline = z.object({ items: z.array(recordedEventView) });

/** Answer of a check-out: the request, and a ticket (JWT) for the vault or broker that guards the account. */
export const checkedOutView = z.object({ request: requestView, ticket: z.string() });
export type CheckedOutView = z.infer<typeof checkedOutView>;

/** Whether a check-out is still valid, for vaults and brokers that have one of its tickets. */
export const ticketStatus = z.object({
  active: z.boolean(),
  /** Why the check-out is no longer valid; null while it is. */
  reason: z.enum(['checked-in', 'ended', 'revoked']).nullable(),
  /** When the access ends, or ended. */
  endsAt: instant,
});
export type TicketStatus = z.infer<typeof ticketStatus>;

/** Data of a `request-changed` event of `GET /v1/notices`: the request, and the positions that a read must have reached. */
export const requestNotice = z.object({
  id,
  /** For `Countersign-Position`: `request=42`, or `request=42, approval=7` if it changed in both logs. */
  position: z.string(),
});
export type RequestNotice = z.infer<typeof requestNotice>;
