import { formatDuration, viewOfPerson } from '@countersign/contracts';
import type {
  AccessStatus,
  CheckOutReportRow,
  PolicyRef,
  ReportedStep,
  StepRecord,
} from '@countersign/contracts';
import { timedSteps } from '../approval-steps/timed-steps.js';
import type { CheckOutReportEntity } from './check-out-report.entity.js';

/** What a row shows beside its own columns. */
export interface Beside {
  accessStatus: AccessStatus | null;
  /** Steps so far, from the approval log; only of a pending request. */
  soFar: StepRecord[] | undefined;
}

/** A row as auditors see it. */
export function reportRow(row: CheckOutReportEntity, { accessStatus, soFar }: Beside): CheckOutReportRow {
  const { id, status, resource, account, justification, ticket, unmatched, refusal } = row;
  const steps = soFar ?? row.steps;
  const overAt = row.accessOverAt ?? (accessStatus === 'ended' ? row.accessEndsAt : null);
  return {
    ...{ id, status, accessStatus },
    requester: { id: row.requesterId, name: row.requesterName, email: row.requesterEmail },
    ...{ resource, account, justification, ticket },
    durations: {
      requested: row.duration,
      authorised: row.authorisedDuration,
      actual: between(row.checkedOutAt, overAt),
    },
    ...instants(row),
    timeToDecision: isDecidedByPeople(row) ? between(row.submittedAt, row.decidedAt) : null,
    overAt: iso(overAt),
    policy: policyOf(row),
    steps: timedSteps(steps, row.submittedAt.toISOString()).map(reportedStep),
    mfa: { request: row.requestMfa, checkOut: row.checkOutMfa },
    selfApproved: steps.some(({ decisions }) => decisions.some(isSelfApproval)),
    ...{ unmatched, refusal, revocation: revocationOf(row) },
  };
}

function instants(row: CheckOutReportEntity) {
  return {
    submittedAt: row.submittedAt.toISOString(),
    expiresAt: iso(row.expiresAt),
    decidedAt: iso(row.decidedAt),
    startsAt: iso(row.accessStartsAt),
    endsAt: iso(row.accessEndsAt),
    checkedOutAt: iso(row.checkedOutAt),
    checkedInAt: row.accessFinal === 'checked-in' ? iso(row.accessOverAt) : null,
  };
}

function isSelfApproval({ decision, selfApproval }: StepRecord['decisions'][number]): boolean {
  return selfApproval && decision === 'approve';
}

/** Cancelled and expired requests end undecided; without a policy nobody decides. */
function isDecidedByPeople({ status, unmatched }: CheckOutReportEntity): boolean {
  return (status === 'approved' || status === 'rejected') && !unmatched;
}

function reportedStep(step: ReturnType<typeof timedSteps>[number]): ReportedStep {
  return {
    ...step,
    decisions: step.decisions.map(({ as: _as, by, ...rest }) => ({ by: viewOfPerson(by), ...rest })),
  };
}

function policyOf({ policyId, policyVersion, policyName }: CheckOutReportEntity): PolicyRef | null {
  if (policyId === null || policyVersion === null || policyName === null) return null;
  return { id: policyId, version: policyVersion, name: policyName };
}

function revocationOf({ revocation, accessOverAt }: CheckOutReportEntity): CheckOutReportRow['revocation'] {
  if (!revocation || !accessOverAt) return null;
  return { by: viewOfPerson(revocation.by), at: accessOverAt.toISOString(), reason: revocation.reason };
}

/** Whole seconds; clocks of two databases may disagree by a little, and nothing takes less than no time. */
function between(from: Date | null, to: Date | null): string | null {
  return from && to && formatDuration(Math.max(0, Math.floor((to.getTime() - from.getTime()) / 1000)));
}

function iso(instant: Date | null): string | null {
  return instant?.toISOString() ?? null;
}
