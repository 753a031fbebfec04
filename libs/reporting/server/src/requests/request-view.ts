import { viewOfPerson } from '@countersign/contracts';
import type { PersonView, PolicyRef } from '@countersign/contracts';
import type { RequestEntity } from './request.entity.js';

/** The requester as clients see them. */
export function requesterView(
  row: Pick<
    RequestEntity,
    'requesterIssuer' | 'requesterId' | 'requesterName' | 'requesterEmail' | 'erasedAt'
  >,
): PersonView {
  return viewOfPerson({
    issuer: row.requesterIssuer,
    id: row.requesterId,
    name: row.requesterName,
    email: row.requesterEmail,
    erasedAt: iso(row.erasedAt),
  });
}

/** The policy that governs a request; null without a policy. */
export function policyRefOf({
  policyId,
  policyVersion,
  policyName,
}: Pick<RequestEntity, 'policyId' | 'policyVersion' | 'policyName'>): PolicyRef | null {
  if (policyId === null || policyVersion === null || policyName === null) return null;
  return { id: policyId, version: policyVersion, name: policyName };
}

/** A view with the time at which one of its texts was erased; unchanged if none was. */
export function withErasure<View extends object>(
  view: View,
  erasedAt: Date | null,
): View & { erasedAt?: string } {
  return erasedAt === null ? view : { ...view, erasedAt: erasedAt.toISOString() };
}

/** RFC 3339 in UTC, with milliseconds. */
export function iso(instant: Date | null): string | null {
  return instant === null ? null : instant.toISOString();
}
