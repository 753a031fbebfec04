import { hasRole, personOf, samePerson } from '@countersign/contracts';
import type { Caller, RequestFacts } from '@countersign/contracts';
import type { AccessEnding } from './access-ending.js';
import { checkOutOf } from './access.js';
import { NotTheRequester } from './access.errors.js';
import { release } from './account.js';
import type { Account } from './account.js';
import type { KnownRequest } from './request.js';
import { assertGranted, assertStanding } from './usable-access.js';

/** End an access for good. */
export interface Revoke {
  reason: string;
}

/**
 * Ends an access in any state before its end (rule 13): by its requester, or a policy admin.
 * @throws NotTheRequester, AccessNotOpenYet, NoAccess, AccessOver
 */
export function revoke(
  { reason }: Revoke,
  request: KnownRequest,
  account: Account,
  { caller, now }: { caller: Caller; now: Date },
): AccessEnding {
  assertMayRevoke(caller, request.facts);
  const { requestId, access } = assertGranted(request);
  const checkOut = checkOutOf(assertStanding(access, now));
  const ticketId = checkOut && checkOut.ticketId;
  const data = { requestId, ticketId, by: personOf(caller), at: now.toISOString(), reason };
  return {
    request: [{ type: 'access.revoked', schemaVersion: 1, data }],
    account: ticketId === null ? [] : release(account, ticketId),
  };
}

/** @throws NotTheRequester */
export function assertMayRevoke(caller: Caller, { requester }: Pick<RequestFacts, 'requester'>): void {
  if (!samePerson(caller, requester) && !hasRole(caller, 'policy-admin'))
    throw new NotTheRequester(requester.name, 'revoke it');
}
