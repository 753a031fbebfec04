import type { AccessEvent } from '@countersign/contracts';
import type { AccessEnding } from './access-ending.js';
import type { Window } from './access-window.js';
import { checkOutOf, wasNotUsed } from './access.js';
import type { StandingAccess } from './access.js';
import { release } from './account.js';
import type { Account } from './account.js';
import type { KnownRequest } from './request.js';
import type { GrantedRequest } from './usable-access.js';

/**
 * Records what has come by the clock: the start of a window that was granted ahead, or the end. Nothing when nothing
 * has come, or when it is on record; an end that was noticed late is recorded at the time it was.
 */
export function elapse(request: KnownRequest, account: Account, now: Date): AccessEnding {
  const nothing = { request: [], account: [] };
  if (request.status !== 'approved' && request.status !== 'unmatched') return nothing;
  const { access } = request;
  if (access?.status !== 'granted' && access?.status !== 'checked-out') return nothing;
  const time = now.getTime();
  if (time >= Date.parse(access.window.endsAt)) return ended({ ...request, access }, access, account);
  const opens = access.status === 'granted' && !access.opened && time >= Date.parse(access.window.startsAt);
  return opens ? { request: [opened(request.requestId, access.window)], account: [] } : nothing;
}

function opened(requestId: string, { startsAt, endsAt }: Window): AccessEvent {
  return { type: 'access.opened', schemaVersion: 1, data: { requestId, at: startsAt, endsAt } };
}

function ended({ requestId }: GrantedRequest, access: StandingAccess, account: Account): AccessEnding {
  const { endsAt } = access.window;
  const checkOut = checkOutOf(access);
  const ticketId = checkOut && checkOut.ticketId;
  const reason = wasNotUsed(access) ? 'not-used' : 'window-over';
  return {
    request: [{ type: 'access.ended', schemaVersion: 1, data: { requestId, ticketId, at: endsAt, reason } }],
    account: ticketId === null ? [] : release(account, ticketId),
  };
}

/** Whether the account is held by this access: otherwise its end changes nothing there. */
export function holdsAccount(request: KnownRequest): boolean {
  if (request.status !== 'approved' && request.status !== 'unmatched') return false;
  return request.access?.status === 'checked-out';
}
