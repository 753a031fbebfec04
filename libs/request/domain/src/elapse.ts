import type { About, AccessEvent } from '@countersign/contracts';
import type { Window } from './access-window.js';
import { checkOutOf, wasNotUsed } from './access.js';
import type { StandingAccess } from './access.js';
import type { KnownRequest } from './request.js';

/**
 * Records the start of a window that was granted ahead, or its end, once the clock has reached it. There is no event
 * before that, or when it is on record already. An end that is noticed late is recorded with its own time.
 */
export function elapse(request: KnownRequest, now: Date): AccessEvent[] {
  if (request.status !== 'approved' && request.status !== 'unmatched') return [];
  const { access } = request;
  if (access?.status !== 'granted' && access?.status !== 'checked-out') return [];
  const time = now.getTime();
  if (time >= Date.parse(access.window.endsAt)) return [ended(request.about, access)];
  const opens = access.status === 'granted' && !access.opened && time >= Date.parse(access.window.startsAt);
  return opens ? [opened(request.about, access.window)] : [];
}

function opened(about: About, { startsAt, endsAt }: Window): AccessEvent {
  return { type: 'access.opened', schemaVersion: 1, data: { ...about, at: startsAt, endsAt } };
}

function ended(about: About, access: StandingAccess): AccessEvent {
  const { endsAt } = access.window;
  const ticketId = checkOutOf(access)?.ticketId ?? null;
  const reason = wasNotUsed(access) ? 'not-used' : 'window-over';
  return { type: 'access.ended', schemaVersion: 1, data: { ...about, ticketId, at: endsAt, reason } };
}

/** Whether this access holds the account; if it does not, its end does not concern the account. */
export function holdsAccount(request: KnownRequest): boolean {
  if (request.status !== 'approved' && request.status !== 'unmatched') return false;
  return request.access?.status === 'checked-out';
}
