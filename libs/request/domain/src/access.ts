import { authorOf, viewOfPerson } from '@countersign/contracts';
import type {
  AccessEvent,
  AccessGranted,
  AccessStatus,
  AccessView,
  Folding,
  KnownPerson,
  MfaProof,
} from '@countersign/contracts';
import type { Window } from './access-window.js';

/** The check-out of an access. */
export interface CheckOut {
  ticketId: string;
  by: KnownPerson;
  at: string;
  exclusive: boolean;
  mfa: MfaProof | null;
}

/** The access can be used in its window; the clock says whether the window has begun or is over. */
export interface GrantedAccess {
  status: 'granted';
  window: Window;
  /** The start of the window is on record. */
  opened: boolean;
}

/** The access is in use until its window ends. */
export interface CheckedOutAccess {
  status: 'checked-out';
  window: Window;
  checkOut: CheckOut;
}

/** An access whose end is not on record. */
export type StandingAccess = GrantedAccess | CheckedOutAccess;

/** What an approved request yields. Checked in, ended and revoked are final (rules.md#final-states). */
export type Access =
  | StandingAccess
  | { status: 'checked-in'; window: Window; checkOut: CheckOut; at: string }
  | { status: 'ended'; window: Window; checkOut: CheckOut | null; at: string }
  | {
      status: 'revoked';
      window: Window;
      checkOut: CheckOut | null;
      at: string;
      by: KnownPerson;
      reason: string | null;
    };

/** Folds an event of an access. A history that no rule allows is a defect, and gives no access. */
export function evolveAccess(access: Access | null, event: Folding<AccessEvent>): Access {
  if (event.type === 'access.granted') return granted(access, event.data);
  const before = standing(access, event);
  const { window } = before;
  const checkOut = checkOutOf(before);
  switch (event.type) {
    case 'access.opened':
      return before.status === 'granted' ? { ...before, opened: true } : before;
    case 'access.checked_out': {
      if (before.status !== 'granted') throw new Error('an access is checked out once');
      const { ticketId, at, exclusive, mfa, startsAt, endsAt } = event.data;
      const checkOut = { ticketId, by: authorOf(event), at, exclusive, mfa };
      return { status: 'checked-out', window: { ...window, startsAt, endsAt }, checkOut };
    }
    case 'access.checked_in':
      if (!checkOut) throw new Error('an access that is not checked out cannot be checked in');
      return { status: 'checked-in', window, checkOut, at: event.data.at };
    case 'access.ended':
      return { status: 'ended', window, checkOut, at: event.data.at };
    case 'access.revoked': {
      const reason = event.private?.reason ?? null;
      return { status: 'revoked', window, checkOut, at: event.data.at, by: authorOf(event), reason };
    }
    default:
      return event satisfies never;
  }
}

function granted(access: Access | null, data: AccessGranted['data']): GrantedAccess {
  if (access !== null) throw new Error('an access is granted once');
  const { startsAt, endsAt, duration, accessStarts, scheduled } = data;
  const window = { startsAt, endsAt, duration, accessStarts, scheduled };
  return { status: 'granted', window, opened: !scheduled };
}

/** Nothing follows checked in, ended or revoked (rules.md#final-states). */
function standing(access: Access | null, { type }: Folding<AccessEvent>): StandingAccess {
  if (access?.status === 'granted' || access?.status === 'checked-out') return access;
  throw new Error(`${type} of an access that ${access ? `is ${access.status}` : 'was never granted'}`);
}

/** The check-out of an access, if there was one. */
export function checkOutOf(access: Access): CheckOut | null {
  return access.status === 'granted' ? null : access.checkOut;
}

/**
 * Whether the access ends because it was not checked out in time: its clock starts at check-out, and there was none.
 */
export function wasNotUsed(access: Access): boolean {
  return access.window.accessStarts === 'check-out' && checkOutOf(access) === null;
}

/** When the access will end, or when it ended. */
export function endOf(access: Access): string {
  return access.status === 'granted' || access.status === 'checked-out' ? access.window.endsAt : access.at;
}

/**
 * The status by the clock: an access begins with the millisecond of its start and is over with the millisecond of its
 * end, whether or not these are on record.
 */
export function accessStatus({ status, window: { startsAt, endsAt } }: Access, now: Date): AccessStatus {
  if (status !== 'granted' && status !== 'checked-out') return status;
  const time = now.getTime();
  if (time >= Date.parse(endsAt)) return 'ended';
  if (status === 'checked-out') return status;
  return time >= Date.parse(startsAt) ? 'available' : 'scheduled';
}

/** The access as clients see it. */
export function viewOfAccess(access: Access, now: Date): AccessView {
  const { startsAt, endsAt } = access.window;
  const checkOut = checkOutOf(access);
  const revoked = access.status === 'revoked' ? access : null;
  return {
    status: accessStatus(access, now),
    startsAt,
    endsAt,
    checkedOutAt: checkOut && checkOut.at,
    checkedInAt: access.status === 'checked-in' ? access.at : null,
    revokedAt: revoked && revoked.at,
    revokedBy: revoked && viewOfPerson(revoked.by),
    reason: revoked && revoked.reason,
    ...(revoked?.by.erasedAt && { erasedAt: revoked.by.erasedAt }),
    ticketId: checkOut && checkOut.ticketId,
  };
}
