import type { AccessCheckedOut, TicketStatus } from '@countersign/contracts';
import { assertTicket } from './check-out.js';
import type { KnownRequest } from './request.js';
import { ticketStream } from './streams.js';
import { ticketFold, ticketStatusOf } from './ticket.js';
import { stateOf, states } from './testing/accesses.js';
import { alice, at, by, HOUR, inStream, iso, recorded, REQUEST_ID } from './testing/fixtures.js';
import { checkingOut, OTHER_TICKET, TICKET_ID } from './testing/given.js';
import { bob } from './testing/people.js';

/** For each state: the status of the ticket that a broker sees, if there is a ticket. */
const table: [state: string, told: TicketStatus['reason'] | 'active' | 'no ticket'][] = [
  ['pending', 'no ticket'],
  ['rejected', 'no ticket'],
  ['cancelled', 'no ticket'],
  ['expired', 'no ticket'],
  ['refused', 'no ticket'],
  ['granted without a policy', 'no ticket'],
  ['scheduled', 'no ticket'],
  ['available', 'no ticket'],
  ['checked out', 'active'],
  ['checked in', 'checked-in'],
  ['ended on record', 'ended'],
  ['ended by the clock alone', 'ended'],
  ['not used on record', 'no ticket'],
  ['not used by the clock alone', 'no ticket'],
  ['revoked unused', 'no ticket'],
  ['revoked in use', 'revoked'],
];

describe('a ticket', () => {
  const ticketFor =
    (request: KnownRequest, now: Date, who = alice) =>
    () =>
      assertTicket(request, by(who, now));

  it('is signed for a current check-out, for its requester', () => {
    const { past, now } = stateOf('checked out');
    expect(assertTicket(past.request, by(alice, now)).access.checkOut.ticketId).toBe(TICKET_ID);
    expect(ticketFor(past.request, now, bob)).toThrow('Only Alice Example, who made this request');
    expect(ticketFor(past.request, at(2 * HOUR - 1))).not.toThrow();
    expect(ticketFor(past.request, at(2 * HOUR))).toThrow('This access is over');
  });

  it('is signed in no other state', () => {
    const signed = states.filter(({ past, now }) => {
      try {
        return ticketFor(past.request, now)();
      } catch {
        return false;
      }
    });
    expect(signed.map(({ name }) => name)).toEqual(['checked out']);
  });
});

describe('the status of a ticket', () => {
  it.each(table)('%s', (name, ticket) => {
    const { past, now } = stateOf(name);
    const status = ticketStatusOf(TICKET_ID, past.request, now);
    expect(status ? (status.reason ?? 'active') : 'no ticket').toBe(ticket);
    expect(status?.active ?? false).toBe(ticket === 'active');
  });

  it.each(states)('$name: is unknown for another check-out', ({ past, now }) => {
    expect(ticketStatusOf(OTHER_TICKET, past.request, now)).toBeNull();
  });

  it('is tested in every state', () => {
    expect(table.map(([name]) => name)).toEqual(states.map(({ name }) => name));
  });

  it('names the end of the access', () => {
    const ends = ['checked out', 'checked in', 'ended by the clock alone', 'revoked in use'].map((name) => {
      const { past, now } = stateOf(name);
      return ticketStatusOf(TICKET_ID, past.request, now)?.endsAt;
    });
    expect(ends).toEqual([iso(2 * HOUR), iso(1.5 * HOUR), iso(2 * HOUR), iso(1.5 * HOUR)]);
  });
});

describe('the stream of a ticket', () => {
  it('tells which request its id belongs to', () => {
    const { events } = stateOf('available').past.when(checkingOut());
    const ofTicket = inStream<AccessCheckedOut>(ticketStream(TICKET_ID), recorded(alice, events));
    const issued = { status: 'issued', requestId: REQUEST_ID };
    expect(ofTicket.reduce(ticketFold.evolve, ticketFold.initialState)).toEqual(issued);
    expect(ticketStream(TICKET_ID)).toBe(`ticket-${TICKET_ID}`);
  });
});
