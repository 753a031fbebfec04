import type { Try } from '../load/history.js';
import type { Observed } from '../observe/observed.js';
import { each } from './check.js';
import type { Check } from './check.js';
import { CLOCKS_DIFFER_MS } from './decisions.js';
import { doneBy, livesOf, timeOf } from './lives.js';
import type { Life } from './lives.js';
import { usesOf } from './uses.js';
import type { Use } from './uses.js';

/** The contract promises that the status of a ticket is correct within a second. */
const RIGHT_WITHIN_MS = 1_000;

const allUses = (observed: Observed): Use[] => livesOf(observed).flatMap(usesOf);

/** When the first person who ended the access by a command knew that it was done, in ms since 1970; Infinity if nobody did. */
function endedBy({ commands }: Life): number {
  const endings = commands.filter(
    ({ operation }) => operation === 'request.checkIn' || operation === 'request.revoke',
  );
  return Math.min(...endings.map(doneBy), Infinity);
}

export const ticketStatus: Check = {
  says: 'A ticket is active while its check-out stands, and a second after its end at the latest it is not.',
  check: (observed) => {
    const uses = new Map(allUses(observed).map((use) => [use.ticketId, use]));
    const asked = observed.history.commands
      .filter(({ operation }) => operation === 'ticket.status')
      .flatMap(({ target, tries }) => tries.map((one) => ({ ticket: target, one })))
      .filter(({ one }) => one.said !== null && one.said.status < 500);
    return each('ticket-status', asked, ({ ticket, one }) => {
      const use = uses.get(ticket);
      if (!use) return `the ticket ${ticket} was handed out, and the log knows no such check-out`;
      const standing = one.said?.standing;
      if (!standing) return `the status of the ticket ${ticket} was answered with ${one.said?.status}`;
      return standing.active ? tooLong(use, one) : tooSoon(use, one, standing.reason);
    });
  },
};

function tooLong({ life, ticketId, endsAt }: Use, { sentAt }: Try): string | null {
  const over = sentAt - Math.min(endedBy(life), endsAt);
  return over > RIGHT_WITHIN_MS ? `the ticket ${ticketId} was active ${over} ms after its end` : null;
}

const reasons: Record<string, string> = { 'access.checked_in': 'checked-in', 'access.revoked': 'revoked' };

function tooSoon({ ticketId, end, endsAt }: Use, { endedAt }: Try, reason: string | null): string | null {
  const asked = (endedAt ?? 0) + CLOCKS_DIFFER_MS;
  const byClock = reason === 'ended' && endsAt <= asked;
  const byRecord = end !== null && timeOf(end) <= asked && reason === (reasons[end.type] ?? 'ended');
  return byClock || byRecord
    ? null
    : `the ticket ${ticketId} was said to be ${reason}, and nothing had ended it`;
}

export const handedOut: Check = {
  says: 'Each ticket is of a check-out in the log, handed out while that stands, and good for no longer than it.',
  check: (observed) => {
    const uses = new Map(allUses(observed).map((use) => [use.ticketId, use]));
    const handed = observed.history.commands
      .filter(({ operation }) => operation === 'request.checkOut')
      .flatMap((command) => command.tries.map((one) => ({ id: command.target, one })))
      .filter(({ one }) => one.said?.ticket);
    return each('handed-out', handed, ({ id, one: { said, sentAt } }) => {
      const ticket = said?.ticket;
      const use = ticket && uses.get(ticket.id);
      if (!use || use.life.id !== id) return `a ticket of ${id} is of no check-out in the log`;
      const over = sentAt - Math.min(endedBy(use.life), use.endsAt + CLOCKS_DIFFER_MS);
      if (over > 0) return `a ticket of ${id} was handed out for a call ${over} ms after its end`;
      return ticket.expires * 1000 > use.endsAt
        ? `a ticket of ${id} is good for longer than its access`
        : null;
    });
  },
};
