import type { AccessCheckedIn, Caller } from '@countersign/contracts';
import { NotCheckedOut } from './access.errors.js';
import type { KnownRequest } from './request.js';
import { assertGranted, assertRequester, assertStanding } from './usable-access.js';

/**
 * Ends an access before the end of its window (rules.md#check-out).
 * @throws NotTheRequester, AccessNotOpenYet, NoAccess, AccessOver, NotCheckedOut
 */
export function checkIn(
  request: KnownRequest,
  { caller, now }: { caller: Caller; now: Date },
): AccessCheckedIn[] {
  assertRequester(caller, request.facts, 'check it in');
  const { about, access } = assertGranted(request);
  const standing = assertStanding(access, now);
  if (standing.status !== 'checked-out') throw new NotCheckedOut();
  const data = { ...about, ticketId: standing.checkOut.ticketId, at: now.toISOString() };
  return [{ type: 'access.checked_in', schemaVersion: 1, data }];
}
