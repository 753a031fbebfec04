import { viewOfPerson } from '@countersign/contracts';
import type { AccessEvent, AccessStatus, AccessView, MfaProof, Person } from '@countersign/contracts';
import type { Window } from './access-window.js';

/** Who took an access into use, and how. */
export interface CheckOut {
  ticketId: string;
  by: Person;
  at: string;
  exclusive: boolean;
  mfa: MfaProof | null;
}

/** It may be used in its window: whether that has begun or is over is for the clock to say. */
export interface GrantedAccess {
  status: 'granted';
  window: Window;
  /** Its start is on record. */
  opened: boolean;
}

/** It is in use until its window ends. */
export interface CheckedOutAccess {
  status: 'checked-out';
  window: Window;
  checkOut: CheckOut;
}

/** What an approved request yields. Checked in, ended and revoked are final (rule 13). */
export type Access =
  | GrantedAccess
  | CheckedOutAccess
  | { status: 'checked-in'; window: Window; checkOut: CheckOut; at: string }
  | { status: 'ended'; window: Window; checkOut: CheckOut | null; at: string }
  | { status: 'revoked'; window: Window; checkOut: CheckOut | null; at: string; by: Person; reason: string };

/** Folds one event of an access. Pure. */
export function evolveAccess(access: Access | null, event: AccessEvent): Access {
  if (event.type === 'access.granted') {
    const { requestId: _, ...window } = event.data;
    return { status: 'granted', window, opened: !window.scheduled };
  }
  if (access === null) throw new Error(`${event.type} of an access that was never granted`);
  const { window } = access;
  const checkOut = checkOutOf(access);
  switch (event.type) {
    case 'access.opened':
      return access.status === 'granted' ? { ...access, opened: true } : access;
    case 'access.checked_out': {
      const { ticketId, by, at, exclusive, mfa, startsAt, endsAt } = event.data;
      const checkOut = { ticketId, by, at, exclusive, mfa };
      return { status: 'checked-out', window: { ...window, startsAt, endsAt }, checkOut };
    }
    case 'access.checked_in':
      if (!checkOut) throw new Error('an access that is not checked out cannot be checked in');
      return { status: 'checked-in', window, checkOut, at: event.data.at };
    case 'access.ended':
      return { status: 'ended', window, checkOut, at: event.data.at };
    case 'access.revoked': {
      const { at, by, reason } = event.data;
      return { status: 'revoked', window, checkOut, at, by, reason };
    }
    default:
      return event satisfies never;
  }
}

/** The check-out of an access, if there was one. */
export function checkOutOf(access: Access): CheckOut | null {
  return access.status === 'granted' ? null : access.checkOut;
}

/** When it ends as it stands, or when it ended. */
export function endOf(access: Access): string {
  return access.status === 'granted' || access.status === 'checked-out' ? access.window.endsAt : access.at;
}

/**
 * The status by the clock: an access begins at its start's very millisecond and is over at its end's (rule 11),
 * whether or not that is on record yet.
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
    ...{ status: accessStatus(access, now), startsAt, endsAt },
    checkedOutAt: checkOut && checkOut.at,
    checkedInAt: access.status === 'checked-in' ? access.at : null,
    revokedAt: revoked && revoked.at,
    revokedBy: revoked && viewOfPerson(revoked.by),
    reason: revoked && revoked.reason,
    ticketId: checkOut && checkOut.ticketId,
  };
}
