import { foldName, requestEventData } from '@countersign/contracts';
import type { RecordedEvent, RequestFacts, RequestStatus } from '@countersign/contracts';
import type { ApprovalSteps } from '../approval-steps/approval-steps.js';
import { timedSteps } from '../approval-steps/timed-steps.js';
import { noteChange } from '../merge-rows.js';
import type { RowChanges } from '../merge-rows.js';
import { ENDINGS, isSelfApproved } from '../request-ending.js';

/** A row of `summary_request`, by column; what is left out is null. */
export interface SummaryRecord extends ReturnType<typeof factColumns> {
  id: string;
  status: RequestStatus;
  decided_at?: string;
  self_approved: boolean;
  not_used: boolean;
  unmatched: boolean;
  policy_id?: string;
  policy_version?: number;
  policy_name?: string;
  refusal_code?: string;
}

/** The columns that events change after the row is there. */
export const CHANGING = ['status', 'decided_at', 'self_approved', 'not_used'] as const;

/** Notes what an event of the request log does to the summary; most types do nothing. */
export function noteSummary({ type, data }: RecordedEvent, changes: RowChanges<SummaryRecord>): void {
  switch (type) {
    case 'request.submitted':
    case 'request.refused':
    case 'request.unmatched':
      changes.rows.push(newRow(type, data));
      return;
    case 'request.approved':
    case 'request.rejected':
    case 'request.cancelled':
    case 'request.expired': {
      const { requestId: id, at, steps } = requestEventData[type].parse(data);
      const ending = { status: ENDINGS[type], decided_at: at, self_approved: isSelfApproved(steps) };
      noteChange(changes, { id, ...ending });
      return;
    }
    case 'access.ended': {
      const { requestId: id, reason } = requestEventData[type].parse(data);
      if (reason === 'not-used') noteChange(changes, { id, not_used: true });
      return;
    }
    default:
  }
}

const FRESH = { self_approved: false, not_used: false, unmatched: false };

type First = 'request.submitted' | 'request.refused' | 'request.unmatched';

function newRow(type: First, data: RecordedEvent['data']): SummaryRecord {
  if (type === 'request.submitted') {
    const { requestId: id, request, policy } = requestEventData[type].parse(data);
    const governed = {
      policy_id: policy.id,
      policy_version: policy.version,
      policy_name: policy.content.name,
    };
    return { ...FRESH, id, status: 'pending', ...factColumns(request), ...governed };
  }
  if (type === 'request.refused') {
    const { requestId: id, request, code } = requestEventData[type].parse(data);
    const decided = { decided_at: request.submittedAt, refusal_code: code };
    return { ...FRESH, id, status: 'refused', ...factColumns(request), ...decided };
  }
  const { requestId: id, request } = requestEventData[type].parse(data);
  const granted = { status: 'approved', decided_at: request.submittedAt, unmatched: true } as const;
  return { ...FRESH, id, ...factColumns(request), ...granted };
}

function factColumns({ requester, resource, submittedAt }: RequestFacts) {
  return {
    requester_issuer: requester.issuer,
    requester_id: requester.id,
    requester_name: requester.name,
    requester_email: requester.email,
    ...{ resource, resource_key: foldName(resource) },
    submitted_at: submittedAt,
  };
}

/** Rows of `summary_step`: the completed steps of an approval. */
export function stepRows({ requestId, policyId, openedAt, steps }: ApprovalSteps) {
  return timedSteps(steps, openedAt).flatMap(
    ({ name, openedAt: opened_at, completedAt: completed_at }, step) =>
      opened_at && completed_at
        ? [{ request_id: requestId, step, policy_id: policyId, name, opened_at, completed_at }]
        : [],
  );
}

/** Rows of `summary_decision`: the decisions of an approval, each with the time its step opened. */
export function decisionRows({ requestId, openedAt, steps }: ApprovalSteps) {
  return timedSteps(steps, openedAt).flatMap(({ decisions, openedAt: opened_at }, step) =>
    decisions.map(({ by, decision, at }) => ({
      ...{ request_id: requestId, step, decision, opened_at, at },
      ...{ approver_issuer: by.issuer, approver_id: by.id, approver_name: by.name, approver_email: by.email },
    })),
  );
}
