import { refOfPolicy } from '@countersign/contracts';
import type { StandingCheckOut } from '@countersign/request-domain';
import type { TicketGrant } from '../tickets/ticket-claims.js';

/** What a ticket says of the check-out it proves. */
export function ticketGrantOf({ granted, access }: StandingCheckOut): TicketGrant {
  const { facts } = granted;
  const { requestId } = granted.about;
  const { requester, resource, account } = facts;
  const { startsAt, endsAt } = access.window;
  const policy = granted.status === 'approved' ? refOfPolicy(granted.policy) : null;
  const { ticketId } = access.checkOut;
  return { ticketId, requestId, requester, resource, account, policy, startsAt, endsAt };
}
