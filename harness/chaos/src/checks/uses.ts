import { durationMs } from '@countersign/contracts';
import type { StoredEvent } from '../observe/observed.js';
import { each } from './check.js';
import type { Check } from './check.js';
import { byKey, dataOf, livesOf, nameKey, typed } from './lives.js';
import type { Life } from './lives.js';

/** A check-out as the log contains it, with its end. Instants in ms since 1970. */
export interface Use {
  life: Life;
  event: StoredEvent;
  ticketId: string;
  by: string;
  at: number;
  startsAt: number;
  endsAt: number;
  exclusive: boolean;
  /** Its recorded end: check-in, revocation, or the end of its window. */
  end: StoredEvent | null;
}

interface CheckedOut {
  ticketId: string;
  at: string;
  startsAt: string;
  endsAt: string;
  exclusive: boolean;
}

export const ENDINGS = ['access.checked_in', 'access.revoked', 'access.ended'];

/** The check-outs of a request: at most one if the product is correct. */
export function usesOf(life: Life): Use[] {
  return typed(life.request, 'access.checked_out').map((event) => {
    const { ticketId, at, startsAt, endsAt, exclusive } = dataOf<CheckedOut>(event);
    const end = typed(life.request, ...ENDINGS).find(({ position }) => position > event.position) ?? null;
    const [from, began, until] = [at, startsAt, endsAt].map((instant) => Date.parse(instant)) as [
      number,
      number,
      number,
    ];
    const by = event.said.actor.id;
    return { life, event, ticketId, by, at: from, startsAt: began, endsAt: until, exclusive, end };
  });
}

interface Granted {
  startsAt: string;
  endsAt: string;
  duration: string;
  accessStarts: string;
}

/** If the clock starts at check-out, the check-out determines the end of the window; otherwise the end stays. */
const endOnceInUse = ({ accessStarts, duration, endsAt }: Granted, at: number): number =>
  accessStarts === 'check-out' ? at + durationMs(duration) : Date.parse(endsAt);

export const inWindow: Check = {
  says: 'An access is checked out once, by its requester, within its window, and never after its end.',
  check: (observed) =>
    each('in-window', livesOf(observed).flatMap(usesOf), (use) => {
      const { life, event, at, startsAt, endsAt, by } = use;
      const wrong: string[] = [];
      const granted = dataOf<Granted>(typed(life.request, 'access.granted')[0] ?? event);
      if (typed(life.request, 'access.checked_out').length > 1)
        wrong.push(`${life.id} was checked out more than once`);
      if (by !== life.facts.requester.id)
        wrong.push(`${life.id} was checked out by ${by}, who did not ask for it`);
      if (at < Date.parse(granted.startsAt) || at < startsAt)
        wrong.push(`${life.id} was checked out before its window`);
      if (at >= Date.parse(granted.endsAt) || at >= endsAt)
        wrong.push(`${life.id} was checked out after its window`);
      if (typed(life.request, ...ENDINGS).some(({ position }) => position < event.position))
        wrong.push(`${life.id} was checked out after its end`);
      if (endsAt !== endOnceInUse(granted, at))
        wrong.push(`${life.id} has another end once it is checked out`);
      return wrong;
    }),
};

export const oneEndOfAccess: Check = {
  says: 'An access ends once, not before it was granted, and by the clock no earlier than its window says.',
  check: (observed) => {
    const ended = livesOf(observed).filter(({ request }) => typed(request, ...ENDINGS).length > 0);
    return each('one-end-of-access', ended, (life) => {
      const ends = typed(life.request, ...ENDINGS);
      const last = life.request.at(-1);
      const wrong: string[] = [];
      if (ends.length > 1) wrong.push(`the access of ${life.id} ended ${ends.length} times`);
      if (last && !ENDINGS.includes(last.type))
        wrong.push(`${last.type} follows the end of the access of ${life.id}`);
      if (!typed(life.request, 'access.granted').length)
        wrong.push(`the access of ${life.id} ended and was never granted`);
      return wrong;
    });
  },
};

/** Whether one account was still in use when the other was checked out, by the log's order or by the clock. */
function overlap(first: Use, second: Use): boolean {
  const ended = first.end !== null && first.end.position < second.event.position;
  return !ended && second.at < first.endsAt;
}

export const exclusive: Check = {
  says: 'An exclusive account never has two holders, however its name is spelt.',
  check: (observed) => {
    const uses = livesOf(observed).flatMap(usesOf);
    const accounts = byKey(
      uses,
      ({ life: { facts } }) => `${nameKey(facts.resource)} ${nameKey(facts.account)}`,
    );
    const shared = [...accounts.values()].filter((all) => all.some((use) => use.exclusive));
    return each('exclusive', shared, (all) => {
      const order = [...all].sort((a, b) => a.event.position - b.event.position);
      return order.flatMap((second, i) =>
        order
          .slice(0, i)
          .filter((first) => (first.exclusive || second.exclusive) && overlap(first, second))
          .map(
            (first) => `${second.life.id} took ${second.life.facts.resource} while ${first.life.id} had it`,
          ),
      );
    });
  },
};
