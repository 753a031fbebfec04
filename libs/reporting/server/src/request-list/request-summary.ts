import type { RequestSummary } from '@countersign/contracts';
import { iso, policyRefOf, requesterView, withErasure } from '../requests/request-view.js';
import type { RequestEntity } from '../requests/request.entity.js';

/** The columns that a list shows. */
export const LISTED = [
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
  'startsAt',
  'policyId',
  'policyVersion',
  'policyName',
  'unmatched',
  'selfApproved',
  'submittedAt',
  'expiresAt',
  'decidedAt',
  'accessStartsAt',
  'accessEndsAt',
  'checkedOutAt',
  'accessState',
  'accessOverAt',
  'erasedAt',
] as const satisfies (keyof RequestEntity)[];

export type ListedRequest = Pick<RequestEntity, (typeof LISTED)[number]>;

/** A row as clients see it, with its computed members. */
export function requestSummary(
  row: ListedRequest,
  computed: Pick<RequestSummary, 'accessStatus' | 'currentStep' | 'openStep'>,
): RequestSummary {
  const summary = {
    id: row.id,
    status: row.status,
    accessStatus: computed.accessStatus,
    currentStep: computed.currentStep,
    openStep: computed.openStep,
    requester: requesterView(row),
    resource: row.resource,
    account: row.account,
    duration: row.duration,
    justification: row.justification,
    ticket: row.ticket,
    startsAt: iso(row.startsAt),
    policy: policyRefOf(row),
    unmatched: row.unmatched,
    selfApproved: row.selfApproved,
    submittedAt: row.submittedAt.toISOString(),
    expiresAt: iso(row.expiresAt),
    decidedAt: iso(row.decidedAt),
    access: accessOf(row),
  };
  return withErasure(summary, row.erasedAt);
}

function accessOf(row: ListedRequest): RequestSummary['access'] {
  const { accessStartsAt, accessEndsAt, accessState, accessOverAt } = row;
  if (!accessStartsAt || !accessEndsAt) return null;
  return {
    startsAt: accessStartsAt.toISOString(),
    endsAt: accessEndsAt.toISOString(),
    checkedOutAt: iso(row.checkedOutAt),
    checkedInAt: accessState === 'checked-in' ? iso(accessOverAt) : null,
    revokedAt: accessState === 'revoked' ? iso(accessOverAt) : null,
  };
}
