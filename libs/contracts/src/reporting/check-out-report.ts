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
  /** Id of the requester. */
  requester: text(256).optional(),
  resource: text(256).optional(),
  account: text(256).optional(),
  policyId: id.optional(),
  /** Submitted at or after this time. */
  from: instantInput.optional(),
  /** Submitted before this time. */
  to: instantInput.optional(),
  sort: z.enum(['-submittedAt', 'submittedAt']).default('-submittedAt'),
  limit,
  cursor: z.string().max(500).optional(),
});

/** A decision with the second factor that was proved for it, if any: methods and time. */
const reportedDecision = decisionView.extend({ mfa: mfaProof.nullable() });

/** A step with its decisions and times: it is open from the completion of the previous step to its own. */
const reportedStep = stepView.extend({
  decisions: z.array(reportedDecision),
  openedAt: instant.nullable(),
  /** When it was approved or rejected; null while it is open, and if it was closed undecided. */
  completedAt: instant.nullable(),
});
export type ReportedStep = z.infer<typeof reportedStep>;

/**
 * A row of the check-out requests report: a request, and everything that followed. Durations are ISO 8601, whole seconds.
 */
export const checkOutReportRow = z.object({
  id,
  status: requestStatus,
  /** Status of the access by the clock; null if nothing was granted. */
  accessStatus: accessStatus.nullable(),
  requester: personView,
  resource: z.string(),
  account: z.string(),
  justification: z.string().nullable(),
  ticket: z.string().nullable(),
  /** The requested duration; the granted duration; the time from the check-out to its end, null before it. */
  durations: z.object({
    requested: z.string(),
    authorised: z.string().nullable(),
    actual: z.string().nullable(),
  }),
  submittedAt: instant,
  expiresAt: instant.nullable(),
  /** When the request stopped being pending, however it ended. */
  decidedAt: instant.nullable(),
  /** From the submission to the decision of people; null if no person decided it. */
  timeToDecision: z.string().nullable(),
  /** The access's window, as it stands. */
  startsAt: instant.nullable(),
  endsAt: instant.nullable(),
  checkedOutAt: instant.nullable(),
  checkedInAt: instant.nullable(),
  /** When the access was actually over: checked in, revoked, or at the end of its window. */
  overAt: instant.nullable(),
  policy: policyRef.nullable(),
  steps: z.array(reportedStep),
  /** Second factors that the requester proved; those of approvers are with their decisions. */
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
   * The approvals' events have not been followed as far as the requests' yet: decisions may be missing from this row. They
   * are not erased; ask again.
   */
  decisionsIncomplete: z.literal(true).optional(),
});
export type CheckOutReportRow = z.infer<typeof checkOutReportRow>;
