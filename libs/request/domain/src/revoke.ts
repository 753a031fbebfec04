import { hasRole, samePerson } from '@countersign/contracts';
import type { AccessRevoked, Caller } from '@countersign/contracts';
import { checkOutOf } from './access.js';
import { NotTheRequester } from './access.errors.js';
import type { KnownRequest, RequestFacts } from './request.js';
import { assertGranted, assertStanding } from './usable-access.js';

/** Revoke an access. */
export interface Revoke {
  reason: string;
}

/**
 * Ends an access for good, in any state before its end. The requester and policy admins may do so.
 * @throws NotTheRequester, AccessNotOpenYet, NoAccess, AccessOver
 */
export function revoke(
  { reason }: Revoke,
  request: KnownRequest,
  { caller, now }: { caller: Caller; now: Date },
): AccessRevoked[] {
  assertMayRevoke(caller, request.facts);
  const { about, access } = assertGranted(request);
  const ticketId = checkOutOf(assertStanding(access, now))?.ticketId ?? null;
  const data = { ...about, ticketId, at: now.toISOString() };
  return [{ type: 'access.revoked', schemaVersion: 1, data, texts: { reason } }];
}

/** @throws NotTheRequester */
export function assertMayRevoke(caller: Caller, { requester }: Pick<RequestFacts, 'requester'>): void {
  if (!samePerson(caller, requester) && !hasRole(caller, 'policy-admin'))
    throw new NotTheRequester(requester, 'revoke it');
}
