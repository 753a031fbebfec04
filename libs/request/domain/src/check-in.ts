import { personOf } from '@countersign/contracts';
import type { Caller } from '@countersign/contracts';
import { NotCheckedOut } from './access.errors.js';
import type { AccessEnding } from './access-ending.js';
import { release } from './account.js';
import type { Account } from './account.js';
import type { KnownRequest } from './request.js';
import { assertGranted, assertRequester, assertStanding } from './usable-access.js';

/**
 * Gives an access back before its end; it is over then.
 * @throws NotTheRequester, AccessNotOpenYet, NoAccess, AccessOver, NotCheckedOut
 */
export function checkIn(
  request: KnownRequest,
  account: Account,
  { caller, now }: { caller: Caller; now: Date },
): AccessEnding {
  assertRequester(caller, request.facts, 'check it in');
  const { requestId, access } = assertGranted(request);
  const standing = assertStanding(access, now);
  if (standing.status !== 'checked-out') throw new NotCheckedOut();
  const { ticketId } = standing.checkOut;
  const data = { requestId, ticketId, by: personOf(caller), at: now.toISOString() };
  return {
    request: [{ type: 'access.checked_in', schemaVersion: 1, data }],
    account: release(account, ticketId),
  };
}
