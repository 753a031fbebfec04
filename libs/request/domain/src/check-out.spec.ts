import { accessStatus } from './access.js';
import type { GrantedRequest } from './usable-access.js';
import { assertTicket } from './check-out.js';
import type { KnownRequest } from './request.js';
import { accessOf, atCheckOut, exclusive, stateOf, states } from './testing/accesses.js';
import { alice, at, by, governing, HOUR, iso, person, REQUEST_ID } from './testing/fixtures.js';
import {
  checkingIn,
  checkingOut,
  elapsing,
  given,
  LATER,
  OTHER_TICKET,
  revoking,
  TICKET_ID,
} from './testing/given.js';
import type { Given } from './testing/given.js';
import { bob, mallory } from './testing/people.js';

const out = (now: Date) => checkingOut(alice, now);
const accessIn = ({ request }: Given) => (request as GrantedRequest).access;
const granted = () => given(accessOf());

describe('checking out', () => {
  const data = {
    ...{ requestId: REQUEST_ID, ticketId: TICKET_ID, by: person('alice'), at: iso(1.5 * HOUR) },
    ...{ endsAt: iso(2 * HOUR), exclusive: false },
  };

  it('is on record with the window as it stands, holds the account, and makes the ticket known', () => {
    const { request, account, ticket } = granted().when(checkingOut());
    expect(request).toEqual([
      { type: 'access.checked_out', schemaVersion: 1, data: { ...data, startsAt: iso(HOUR), mfa: null } },
    ]);
    expect(account).toEqual([
      {
        type: 'account.taken',
        schemaVersion: 1,
        data: { ...data, resource: 'prod-db-eu', account: 'db-admin' },
      },
    ]);
    expect(ticket).toEqual([
      { type: 'ticket.issued', schemaVersion: 1, data: { ticketId: TICKET_ID, requestId: REQUEST_ID } },
    ]);
  });

  it('exclusively, where the policy that was chosen at submission says so', () => {
    const { request, account } = given(accessOf({ policy: exclusive })).when(checkingOut());
    expect([request, account]).toMatchObject([
      [{ data: { exclusive: true } }],
      [{ data: { exclusive: true } }],
    ]);
  });
});

describe('the window, to the millisecond', () => {
  it.each([
    ['1 ms before its start', HOUR - 1, 'access-not-open-yet'],
    ['at its start', HOUR, 'access.checked_out'],
    ['1 ms after its start', HOUR + 1, 'access.checked_out'],
    ['1 ms before its end', 2 * HOUR - 1, 'access.checked_out'],
    ['at its end', 2 * HOUR, 'access-over'],
    ['1 ms after its end', 2 * HOUR + 1, 'access-over'],
  ])('%s', (_, now, told) => {
    expect(granted().when(out(at(now))).told).toContain(told);
  });

  it.each([
    ['1 ms before its end', 2 * HOUR - 1, ['nothing', 'access.checked_in', 'access.revoked']],
    ['at its end', 2 * HOUR, ['access-over', 'access-over', 'access-over']],
  ])('of an access in use: %s', (_, now, told) => {
    const acts = [checkingOut, checkingIn, revoking].map((acting) => acting(alice, at(now)));
    const answers = acts.map((act) => granted().and(checkingOut()).when(act).told.split(' ')[0]);
    expect(answers).toEqual(told);
  });

  it('tells when it begins', () => {
    expect(granted().when(out(at(HOUR - 1))).refusal?.data).toEqual({ startsAt: iso(HOUR) });
  });
});

describe('an access whose clock starts at check-out', () => {
  const toUse = (body = {}) => given(accessOf({ policy: atCheckOut, duration: 'PT20M', body }));

  it.each([
    ['1 ms before useBy', 3 * HOUR - 1, 'access.checked_out'],
    ['at useBy', 3 * HOUR, 'access-over'],
    ['1 ms after useBy', 3 * HOUR + 1, 'access-over'],
  ])('is checked out in time: %s', (_, now, told) => {
    expect(toUse().when(out(at(now))).told).toContain(told);
  });

  it('ends the approved duration after check-out, also when that is after useBy', () => {
    const used = toUse().and(out(at(3 * HOUR - 1)));
    const end = 3 * HOUR - 1 + HOUR / 3;
    expect(accessIn(used).window).toMatchObject({ startsAt: iso(HOUR), endsAt: iso(end) });
    expect(used.account).toMatchObject([{ endsAt: iso(end) }]);
    expect(accessStatus(accessIn(used), at(end - 1))).toBe('checked-out');
    expect(accessStatus(accessIn(used), at(end))).toBe('ended');
  });

  it('does not begin before the start that was asked for', () => {
    const scheduled = toUse({ startsAt: iso(5 * HOUR) });
    expect(scheduled.when(out(at(5 * HOUR - 1))).told).toBe('access-not-open-yet');
    expect(scheduled.when(out(at(5 * HOUR))).request).toMatchObject([
      { data: { startsAt: iso(5 * HOUR), endsAt: iso(5 * HOUR + HOUR / 3) } },
    ]);
    expect(scheduled.when(out(at(7 * HOUR))).told).toBe('access-over');
  });

  it('gets nothing more by checking out again', () => {
    const used = toUse().and(out(LATER));
    expect(used.when(out(at(1.5 * HOUR + 60_000))).told).toBe('nothing');
    expect(used.when(out(at(1.5 * HOUR + HOUR / 3))).told).toBe('access-over');
  });
});

describe('a second factor', () => {
  const strict = governing({ mfa: { onCheckOut: true, maxAge: 'PT5M' }, checkOut: { exclusive: true } });
  const asking = given(accessOf({ policy: strict }));
  const proof = { methods: ['pwd', 'otp'], at: LATER.toISOString() };
  const NEEDED = 'insufficient-user-authentication';
  const later = (ms: number) => at(1.5 * HOUR + ms);

  it('is asked for where the policy asks it, and recorded', () => {
    expect(asking.when(checkingOut()).told).toBe(NEEDED);
    expect(asking.when(checkingOut(alice, LATER, proof)).request).toMatchObject([{ data: { mfa: proof } }]);
    expect(granted().when(checkingOut(alice, LATER, proof)).request).toMatchObject([
      { data: { mfa: proof } },
    ]);
  });

  it.each([
    ['1 ms younger than its maximum age', 299_999, 'access.checked_out'],
    ['as old as it may be', 300_000, 'access.checked_out'],
    ['1 ms older', 300_001, NEEDED],
  ])('counts while it is fresh: %s', (_, age, told) => {
    expect(asking.when(checkingOut(alice, later(age), proof)).told).toContain(told);
  });

  it('is asked for again with every ticket', () => {
    const used = asking.and(checkingOut(alice, LATER, proof));
    expect(used.when(checkingOut(alice, later(300_000), proof)).told).toBe('nothing');
    expect(used.when(checkingOut(alice, later(300_001), proof)).told).toBe(NEEDED);
    expect(() => assertTicket(used.request, by(alice, later(300_001), proof))).toThrow('second factor');
  });

  it('is asked for last: nobody steps up to be refused', () => {
    const elsewhere = given(accessOf({ requestId: OTHER_TICKET, who: bob })).and(checkingOut(bob));
    const taken = given(asking.request, elsewhere.account);
    expect(asking.when(checkingOut(mallory)).told).toBe('not-the-requester');
    expect(asking.when(out(at(HOUR - 1))).told).toBe('access-not-open-yet');
    expect(asking.when(out(at(2 * HOUR))).told).toBe('access-over');
    expect(taken.when(checkingOut()).told).toBe('account-in-use');
    expect(asking.and(revoking()).when(checkingOut()).told).toBe('access-over');
  });

  it('is not asked for to end an access', () => {
    const used = asking.and(checkingOut(alice, LATER, proof));
    expect(used.when(checkingIn()).refusal).toBeNull();
    expect(used.when(revoking()).refusal).toBeNull();
  });
});

describe('checking out what is checked out', () => {
  const used = () => granted().and(checkingOut());
  const again = (who = alice, now = LATER) => checkingOut(who, now, null, OTHER_TICKET);

  it('changes nothing: its ticket stays the one it has', () => {
    expect(used().when(again()).told).toBe('nothing');
    expect(accessIn(used().and(again()))).toMatchObject({ checkOut: { ticketId: TICKET_ID } });
  });

  it('asks everything again', () => {
    expect(used().when(again(bob)).told).toBe('not-the-requester');
    expect(used().when(again(alice, at(2 * HOUR))).told).toBe('access-over');
    expect(used().and(revoking()).when(again()).told).toBe('access-over');
    expect(used().and(checkingIn()).when(again()).told).toBe('access-over');
  });
});

describe('a ticket', () => {
  const ticketFor =
    (request: KnownRequest, now: Date, who = alice) =>
    () =>
      assertTicket(request, by(who, now));

  it('is signed for a check-out that stands, and for its requester', () => {
    const { past, now } = stateOf('checked out');
    expect(assertTicket(past.request, by(alice, now)).access.checkOut.ticketId).toBe(TICKET_ID);
    expect(ticketFor(past.request, now, bob)).toThrow('alice, who made this request');
    expect(ticketFor(past.request, at(2 * HOUR - 1))).not.toThrow();
    expect(ticketFor(past.request, at(2 * HOUR))).toThrow('This access is over');
  });

  it('in no other state', () => {
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

describe('a clock that goes back', () => {
  it('reopens nothing that is on record as ended', () => {
    const ended = granted()
      .and(checkingOut())
      .and(elapsing(at(2 * HOUR)));
    for (const act of [out(LATER), checkingIn(), revoking()])
      expect(ended.when(act).told).toBe('access-over');
    expect(ended.when(elapsing(LATER)).told).toBe('nothing');
  });

  it('lengthens nothing: the end of an access in use is on record', () => {
    const used = given(accessOf({ policy: atCheckOut })).and(out(LATER));
    const before = at(HOUR + 1);
    expect(used.when(out(before)).told).toBe('nothing');
    expect(accessIn(used.and(out(before))).window.endsAt).toBe(iso(2.5 * HOUR));
  });

  it('does not begin an access before its start, though that is on record', () => {
    const opened = given(accessOf({ body: { startsAt: iso(3 * HOUR) } })).and(elapsing(at(3 * HOUR)));
    expect(opened.when(out(at(3 * HOUR - 1))).told).toBe('access-not-open-yet');
    expect(opened.when(elapsing(at(3 * HOUR - 1))).told).toBe('nothing');
  });

  it('does not take back a check-out: that its start had come is on record', () => {
    const used = granted().and(out(at(HOUR)));
    expect(used.when(out(at(HOUR - 3))).told).toBe('nothing');
    expect(accessStatus(accessIn(used), at(HOUR - 3))).toBe('checked-out');
  });
});
