import type { AccessStatus, AccessView } from '@countersign/contracts';
import type { Grant } from './request.js';

/** The access by the clock: it begins at its start's very millisecond and is over at its end's (rule 11). */
export function accessStatus({ startsAt, endsAt }: Grant, now: Date): AccessStatus {
  const time = now.getTime();
  if (time >= Date.parse(endsAt)) return 'ended';
  return time >= Date.parse(startsAt) ? 'available' : 'scheduled';
}

/** The access as clients see it. */
export function viewOfAccess(grant: Grant, now: Date): AccessView {
  const { startsAt, endsAt } = grant;
  const untouched = { checkedOutAt: null, checkedInAt: null, revokedAt: null, revokedBy: null, reason: null };
  return { status: accessStatus(grant, now), startsAt, endsAt, ...untouched };
}
