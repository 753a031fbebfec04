import { z } from 'zod';
import { mfaProof } from '../approval/approval.events.js';
import { personView } from '../identity.js';
import { policyRef } from '../policy/policy.js';
import { id, instant, instantInput, limit, repeatable, text } from '../primitives.js';
import { accessStatus, decisionView, requestStatus, stepView } from '../request/request.js';

/** Query of `GET /v1/reports/check-outs`. */
export const checkOutReportQuery = z.strictObject({
  status: repeatable(requestStatus),
  accessStatus: repeatable(accessStatus),
  /** Id of who asked. */
  requester: text(256).optional(),
  resource: text(256).optional(),
  account: text(256).optional(),
  policyId: id.optional(),
  /** Submitted at or after. */
  from: instantInput.optional(),
  /** Submitted before. */
  to: instantInput.optional(),
  sort: z.enum(['-submittedAt', 'submittedAt']).default('-submittedAt'),
  limit,
  cursor: z.string().max(500).optional(),
});

/** A decision with the second factor that was proved for it, if any: methods and time. */
const reportedDecision = decisionView.extend({ mfa: mfaProof.nullable() });

/** A step with its decisions and its times: open from the completion of the step before to its own. */
const reportedStep = stepView.extend({
  decisions: z.array(reportedDecision),
  openedAt: instant.nullable(),
  /** When it was approved or rejected; null while it is open, and when it was closed undecided. */
  completedAt: instant.nullable(),
});
export type ReportedStep = z.infer<typeof reportedStep>;

/**
 * A row of the check-out requests report: a request, with all that became of it. Durations are ISO 8601, whole seconds.
 */
export const checkOutReportRow = z.object({
  id,
  status: requestStatus,
  /** By the clock; null where nothing was granted. */
  accessStatus: accessStatus.nullable(),
  requester: personView,
  resource: z.string(),
  account: z.string(),
  /** The reason given. */
  justification: z.string().nullable(),
  ticket: z.string().nullable(),
  /** Asked for; granted; from the check-out to check-in, revocation or end, null before and without one. */
  durations: z.object({
    requested: z.string(),
    authorised: z.string().nullable(),
    actual: z.string().nullable(),
  }),
  submittedAt: instant,
  expiresAt: instant.nullable(),
  /** When pending ended, however it did. */
  decidedAt: instant.nullable(),
  /** From the submission to the decision of people; null when none decided it. */
  timeToDecision: z.string().nullable(),
  /** The access's window, as it stands. */
  startsAt: instant.nullable(),
  endsAt: instant.nullable(),
  checkedOutAt: instant.nullable(),
  checkedInAt: instant.nullable(),
  /** When the access was over in fact: checked in, revoked, or its window's end. */
  overAt: instant.nullable(),
  policy: policyRef.nullable(),
  steps: z.array(reportedStep),
  /** Second factors proved by the requester; those of approvers are with their decisions. */
  mfa: z.object({ request: mfaProof.nullable(), checkOut: mfaProof.nullable() }),
  /** Whether the requester approved their own request. */
  selfApproved: z.boolean(),
  /** Granted without a policy and without an approver. */
  unmatched: z.boolean(),
  /** Why no policy allowed it; only with status `refused`. */
  refusal: z.object({ code: z.string(), detail: z.string() }).nullable(),
  revocation: z
    .object({ by: personView, at: instant, reason: z.string().nullable(), erasedAt: instant.optional() })
    .nullable(),
  /** Why it was cancelled. */
  cancelComment: z.string().nullable(),
  /** When the justification was erased. */
  erasedAt: instant.optional(),
  /**
   * The approvals were not followed as far as the requests yet: decisions may be missing from this row. They are not
   * erased; ask again.
   */
  decisionsIncomplete: z.literal(true).optional(),
});
export type CheckOutReportRow = z.infer<typeof checkOutReportRow>;
