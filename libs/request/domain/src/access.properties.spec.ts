import fc from 'fast-check';
import { Refusal } from '@countersign/contracts';
import { assertTicket } from './check-out.js';
import type { KnownRequest } from './request.js';
import { accountStream } from './streams.js';
import { ticketStatusOf } from './ticket.js';
import { by, HOUR, T0 } from './testing/fixtures.js';
import { games, people, play } from './testing/play.js';
import type { Moment, Wanted } from './testing/play.js';

const check = (property: (moments: Moment[], wanted: Wanted[]) => void): void =>
  fc.assert(
    fc.property(games, ([wanted, commands]) => property(play(wanted, commands), wanted)),
    { numRuns: 500 },
  );

/** The record of one request so far, computed from the events alone, without the domain's code. */
function recordOf(moments: Moment[], index: number) {
  const mine = moments.filter((moment) => moment.index === index && moment.events.length > 0);
  const of = (...types: string[]) =>
    mine.filter(({ events }) => events.some(({ type }) => types.includes(type)));
  const final = of('access.checked_in', 'access.ended', 'access.revoked', 'request.rejected');
  return { granted: of('access.granted'), outs: of('access.checked_out'), final };
}

/** The approved window, in milliseconds, of an access that was granted at a time. */
function windowOf({ startsAt, hours, governed, accessStarts }: Wanted, granted: number) {
  const asked = startsAt === null ? null : T0.getTime() + startsAt * HOUR;
  const start = Math.max(granted, asked ?? 0);
  const clocked = governed && accessStarts === 'check-out';
  const length = hours * HOUR;
  if (!clocked) return { start, lastUse: (asked ?? start) + length, endOf: () => (asked ?? start) + length };
  return { start, lastUse: start + 2 * HOUR, endOf: (out: number) => out + length };
}

function window(wanted: Wanted, moments: Moment[], index: number) {
  const granted = recordOf(moments, index).granted[0]?.now ?? T0;
  return windowOf(wanted, granted.getTime());
}

const fresh = (now: Date) => ({ methods: ['otp'], at: now.toISOString() });

/** Whether the requester, with a fresh second factor, would get a ticket now. */
function hasTicket(request: KnownRequest, now: Date): boolean {
  const requester = people.find(({ id }) => id === request.about.requester.id)!;
  try {
    assertTicket(request, by(requester, now, fresh(now)));
    return true;
  } catch (error) {
    if (error instanceof Refusal || (error as Error).message === 'a ticket is signed only for a check-out')
      return false;
    throw error;
  }
}

const ticketIdOf = (request: KnownRequest): string =>
  ('access' in request && request.access && request.access.status !== 'granted'
    ? request.access.checkOut?.ticketId
    : undefined) ?? 'none';
const isActive = (request: KnownRequest, now: Date): boolean =>
  ticketStatusOf(ticketIdOf(request), request, now)?.active ?? false;

/** The requests that have an account in use at a time, account by account. */
function inUse({ requests }: Moment, now: Date): { index: number; stream: string }[] {
  return requests.flatMap((request, index) =>
    isActive(request, now) ? [{ index, stream: accountStream(request.about) }] : [],
  );
}

const isExclusive = ({ governed, exclusive }: Wanted): boolean => governed && exclusive;

describe('whatever people do, and however the clock jumps', () => {
  it('only its requester checks an access out, in its window, with the required second factor', () =>
    check((moments, wishes) => {
      wishes.forEach((wanted, index) => {
        const { start, lastUse, endOf } = window(wanted, moments, index);
        for (const { now, actor, mfa, events } of recordOf(moments, index).outs) {
          expect(actor.id).toBe(wanted.who.id);
          expect(now.getTime()).toBeGreaterThanOrEqual(start);
          expect(now.getTime()).toBeLessThan(lastUse);
          expect(events).toMatchObject([{ data: { endsAt: new Date(endOf(now.getTime())).toISOString() } }]);
          if (wanted.governed && wanted.mfa) expect(Date.parse(mfa!.at)).toBe(now.getTime() - 300_000);
        }
      });
    }));

  it('a ticket is signed exactly while a check-out has not ended, on record or by the clock', () =>
    check((moments, wishes) => {
      wishes.forEach((wanted, index) => {
        const { outs, final } = recordOf(moments, index);
        const [out, over] = [outs[0], final[0]].map((one) => (one ? moments.indexOf(one) : Infinity));
        const end = outs[0] ? window(wanted, moments, index).endOf(outs[0].now.getTime()) : 0;
        const stands = ({ now }: Moment, nth: number) => out! <= nth && nth < over! && now.getTime() < end;
        const expected = moments.map(stands);
        expect(moments.map(({ requests, now }) => hasTicket(requests[index]!, now))).toEqual(expected);
        expect(moments.map(({ requests, now }) => isActive(requests[index]!, now))).toEqual(expected);
      });
    }));

  it('an exclusively held account has only that holder at any instant', () =>
    check((moments, wishes) => {
      for (const moment of moments) {
        const held = inUse(moment, moment.latest);
        for (const { index, stream } of held.filter(({ index }) => isExclusive(wishes[index]!)))
          expect(held.filter((one) => one.stream === stream)).toEqual([{ index, stream }]);
      }
    }));

  it('nobody checks out an account that another holder blocks by the clock of the check-out', () =>
    check((moments, wishes) => {
      for (const moment of moments.filter(({ events }) => events[0]?.type === 'access.checked_out')) {
        const { index, now } = moment;
        const stream = accountStream(moment.requests[index]!.about);
        const others = inUse(moment, now).filter((one) => one.index !== index && one.stream === stream);
        if (isExclusive(wishes[index]!)) expect(others).toEqual([]);
        expect(others.filter((one) => isExclusive(wishes[one.index]!))).toEqual([]);
      }
    }));

  it('the recorded holders of an account are the people who have it checked out on record', () =>
    check((moments) => {
      for (const { requests, accounts } of moments) {
        const using = requests.filter((one) => 'access' in one && one.access?.status === 'checked-out');
        const holding = [...accounts.values()].flat().map(({ ticketId }) => ticketId);
        expect(holding.sort()).toEqual(using.map(ticketIdOf).sort());
      }
    }));

  it('a final state is reached once and never changes', () =>
    check((moments, wishes) => {
      wishes.forEach((_, index) => {
        const { final, outs } = recordOf(moments, index);
        expect(final.length).toBeLessThanOrEqual(1);
        expect(outs.length).toBeLessThanOrEqual(1);
        const since = final[0] ? moments.slice(moments.indexOf(final[0])) : [];
        for (const { requests } of since) expect(requests[index]).toBe(final[0]?.requests[index]);
      });
    }));
});

describe('the generator', () => {
  it('reaches every event and refusal', () => {
    const met = new Set<string>();
    for (const [wishes, commands] of fc.sample(games, 1000))
      for (const { events, refusal } of play(wishes, commands)) {
        for (const event of events) met.add(event.type);
        if (refusal) met.add(refusal.code);
      }
    expect([...met].sort()).toEqual([
      'access-not-open-yet',
      'access-over',
      'access.checked_in',
      'access.checked_out',
      'access.ended',
      'access.granted',
      'access.opened',
      'access.revoked',
      'account-in-use',
      'insufficient-user-authentication',
      'no-access',
      'not-checked-out',
      'not-the-requester',
      'request.approved',
      'request.rejected',
    ]);
  });
});
