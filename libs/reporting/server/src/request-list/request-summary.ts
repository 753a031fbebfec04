import type { PolicyRef, RequestSummary } from '@countersign/contracts';
import type { RequestListEntity } from './request-list.entity.js';

/** A row as clients see it, with what the query computed. */
export function requestSummary(
  row: RequestListEntity,
  computed: Pick<RequestSummary, 'accessStatus' | 'currentStep'>,
): RequestSummary {
  const { id, status, resource, account, duration, justification, ticket } = row;
  return {
    id,
    status,
    ...computed,
    requester: { id: row.requesterId, name: row.requesterName, email: row.requesterEmail },
    resource,
    account,
    duration,
    justification,
    ticket,
    startsAt: iso(row.startsAt),
    policy: policyOf(row),
    unmatched: row.unmatched ?? false,
    selfApproved: row.selfApproved ?? false,
    submittedAt: row.submittedAt.toISOString(),
    expiresAt: iso(row.expiresAt),
    decidedAt: iso(row.decidedAt),
    access: accessOf(row),
  };
}

function policyOf({ policyId, policyVersion, policyName }: RequestListEntity): PolicyRef | null {
  if (policyId === null || policyVersion === null || policyName === null) return null;
  return { id: policyId, version: policyVersion, name: policyName };
}

function accessOf(row: RequestListEntity): RequestSummary['access'] {
  if (!row.accessStartsAt || !row.accessEndsAt) return null;
  return {
    startsAt: row.accessStartsAt.toISOString(),
    endsAt: row.accessEndsAt.toISOString(),
    checkedOutAt: iso(row.checkedOutAt),
    checkedInAt: iso(row.checkedInAt),
    revokedAt: iso(row.revokedAt),
  };
}

function iso(instant: Date | null): string | null {
  return instant?.toISOString() ?? null;
}
