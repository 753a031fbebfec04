import { formatDuration, viewOfPerson } from '@countersign/contracts';
import type { AccessStatus, CheckOutReportRow, MfaProof, ReportedStep } from '@countersign/contracts';
import type { ApprovalEntity } from '../approvals/approval.entity.js';
import type { TakenDecision } from '../approvals/approval-state.js';
import { iso, policyRefOf, requesterView, withErasure } from '../requests/request-view.js';
import type { RequestEntity } from '../requests/request.entity.js';

/** The columns that the report shows. */
export const REPORTED = [
  'id',
  'status',
  'requesterIssuer',
  'requesterId',
  'requesterName',
  'requesterEmail',
  'resource',
  'account',
  'duration',
  'justification',
  'ticket',
  'policyId',
  'policyVersion',
  'policyName',
  'unmatched',
  'refusalCode',
  'refusalDetail',
  'mfaMethods',
  'mfaAt',
  'submittedAt',
  'expiresAt',
  'decidedAt',
  'selfApproved',
  'authorisedDuration',
  'accessStartsAt',
  'accessEndsAt',
  'checkedOutAt',
  'checkOutMfaMethods',
  'checkOutMfaAt',
  'accessState',
  'accessOverAt',
  'revokedById',
  'revokedByName',
  'revokedByEmail',
  'revokedReason',
  'erasedAt',
  'revocationErasedAt',
] as const satisfies (keyof RequestEntity)[];

type ReportedRequest = Pick<RequestEntity, (typeof REPORTED)[number]> & { accessStatus: AccessStatus | null };

/** What the approval log says about a request. */
export type ReportedApproval = Pick<
  ApprovalEntity,
  'openedAt' | 'steps' | 'completedAt' | 'decisions' | 'openStep' | 'cancelComment'
>;

/**
 * A row as auditors see it. Pure.
 * @param approval - as far as the approval log has been followed; undefined while it has not opened there
 */
export function reportRow(row: ReportedRequest, approval: ReportedApproval | undefined): CheckOutReportRow {
  const { accessStatus } = row;
  const overAt = row.accessOverAt ?? (accessStatus === 'ended' ? row.accessEndsAt : null);
  const shown: CheckOutReportRow = {
    id: row.id,
    status: row.status,
    accessStatus,
    requester: requesterView(row),
    resource: row.resource,
    account: row.account,
    justification: row.justification,
    ticket: row.ticket,
    durations: {
      requested: row.duration,
      authorised: row.authorisedDuration,
      actual: between(row.checkedOutAt, overAt),
    },
    submittedAt: row.submittedAt.toISOString(),
    expiresAt: iso(row.expiresAt),
    decidedAt: iso(row.decidedAt),
    timeToDecision: isDecidedByPeople(row) ? between(row.submittedAt, row.decidedAt) : null,
    startsAt: iso(row.accessStartsAt),
    endsAt: iso(row.accessEndsAt),
    checkedOutAt: iso(row.checkedOutAt),
    checkedInAt: row.accessState === 'checked-in' ? iso(row.accessOverAt) : null,
    overAt: iso(overAt),
    policy: policyRefOf(row),
    steps: approval ? reportedSteps(approval) : [],
    mfa: {
      request: proofOf(row.mfaMethods, row.mfaAt),
      checkOut: proofOf(row.checkOutMfaMethods, row.checkOutMfaAt),
    },
    selfApproved: row.selfApproved || (approval?.decisions ?? []).some(isSelfApproval),
    unmatched: row.unmatched,
    refusal: refusalOf(row),
    revocation: revocationOf(row),
    cancelComment: approval?.cancelComment ?? null,
  };
  const erasable = withErasure(shown, row.erasedAt);
  return isIncomplete(row, approval) ? { ...erasable, decisionsIncomplete: true } : erasable;
}

/** The approval log has not been followed as far as the request log. */
function isIncomplete(
  { policyId, status }: ReportedRequest,
  approval: ReportedApproval | undefined,
): boolean {
  if (policyId === null) return false;
  return !approval || (status !== 'pending' && approval.openStep !== null);
}

/** A step opens when the step before it is completed; the first step opens with the submission. */
function reportedSteps({ steps, decisions, openedAt, completedAt }: ReportedApproval): ReportedStep[] {
  return steps.map((step, n) => {
    const before = steps[n - 1];
    const opened = before ? (before.status === 'approved' ? (completedAt[n - 1] ?? null) : null) : openedAt;
    return {
      name: step.name,
      status: step.status,
      requiredApprovals: step.requiredApprovals,
      approvers: step.approvers,
      decisions: decisions.filter((decision) => decision.step === n).map(reportedDecision),
      openedAt: iso(opened),
      completedAt: iso(completedAt[n] ?? null),
    };
  });
}

function reportedDecision(decision: TakenDecision): ReportedStep['decisions'][number] {
  const { issuer, id, name, email } = decision;
  const erasedAt = decision.erased_at === null ? null : new Date(decision.erased_at);
  const shown = {
    by: viewOfPerson({ issuer, id, name, email, erasedAt: iso(erasedAt) }),
    decision: decision.decision,
    comment: decision.comment,
    maxDuration: decision.max_duration,
    at: new Date(decision.at).toISOString(),
    mfa: proofOf(decision.mfa_methods, decision.mfa_at === null ? null : new Date(decision.mfa_at)),
    selfApproval: decision.self_approval,
  };
  return withErasure(shown, erasedAt);
}

function isSelfApproval({ decision, self_approval }: TakenDecision): boolean {
  return self_approval && decision === 'approve';
}

/** Cancelled and expired requests end without a decision, and without a policy nobody decides. */
function isDecidedByPeople({ status, unmatched }: ReportedRequest): boolean {
  return (status === 'approved' || status === 'rejected') && !unmatched;
}

function proofOf(methods: readonly string[] | null, at: Date | null): MfaProof | null {
  return methods && at && { methods: [...methods], at: at.toISOString() };
}

function refusalOf({ refusalCode, refusalDetail }: ReportedRequest): CheckOutReportRow['refusal'] {
  if (refusalCode === null || refusalDetail === null) return null;
  return { code: refusalCode, detail: refusalDetail };
}

function revocationOf(row: ReportedRequest): CheckOutReportRow['revocation'] {
  const { accessState, accessOverAt, revokedById, revocationErasedAt } = row;
  if (accessState !== 'revoked' || !accessOverAt || revokedById === null) return null;
  const by = { id: revokedById, name: row.revokedByName, email: row.revokedByEmail };
  const revocation = {
    by: withErasure(by, revocationErasedAt),
    at: accessOverAt.toISOString(),
    reason: row.revokedReason,
  };
  return withErasure(revocation, revocationErasedAt);
}

/** Whole seconds, never negative: the clocks of two databases may disagree slightly. */
function between(from: Date | null, to: Date | null): string | null {
  return from && to && formatDuration(Math.max(0, Math.floor((to.getTime() - from.getTime()) / 1000)));
}
