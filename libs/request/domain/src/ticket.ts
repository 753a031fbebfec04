import { hasRole, samePerson } from '@countersign/contracts';
import type { AccessCheckedOut, Caller, Folding, TicketStatus } from '@countersign/contracts';
import { accessStatus, checkOutOf, endOf } from './access.js';
import type { AccessRequest } from './request.js';

/** Which request a ticket's id belongs to. */
export type Ticket = { status: 'unknown' } | { status: 'issued'; requestId: string };

/** How a stream `ticket-<id>` is folded. */
export const ticketFold = { initialState: { status: 'unknown' } as Ticket, evolve: evolveTicket };

/** Folds one event. Pure: the only event of a ticket's stream is its check-out. */
function evolveTicket(_ticket: Ticket, { data }: Folding<AccessCheckedOut>): Ticket {
  return { status: 'issued', requestId: data.requestId };
}

/** Whether the check-out of a ticket stands by the clock; null when there is no such check-out. */
export function ticketStatusOf(ticketId: string, request: AccessRequest, now: Date): TicketStatus | null {
  const access = request.status === 'approved' || request.status === 'unmatched' ? request.access : null;
  if (access === null || checkOutOf(access)?.ticketId !== ticketId) return null;
  if (accessStatus(access, now) === 'checked-out')
    return { active: true, reason: null, endsAt: endOf(access) };
  const handedBack = access.status === 'checked-in' || access.status === 'revoked';
  return { active: false, reason: handedBack ? access.status : 'ended', endsAt: endOf(access) };
}

/** Whether the caller may ask for a ticket's status: its requester, auditors, policy admins and brokers may. */
export function mayKnowTicket(caller: Caller, request: AccessRequest): boolean {
  if (request.status === 'none') return false;
  return samePerson(caller, request.facts.requester) || hasRole(caller, 'auditor', 'policy-admin', 'broker');
}
