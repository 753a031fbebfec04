import { accessStatus } from './access.js';
import { accountStream, requestStream, requestStreamsOf, ticketStream } from './streams.js';
import type { GrantedRequest } from './usable-access.js';
import { accessOf, atCheckOut, exclusive, stateOf } from './testing/accesses.js';
import { ABOUT, alice, at, HOUR, iso, person } from './testing/fixtures.js';
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
import { bob } from './testing/people.js';

const out = (now: Date) => checkingOut(alice, now);
const accessIn = ({ request }: Given) => (request as GrantedRequest).access;
const granted = () => given(accessOf());

describe('checking out (rules.md#check-out)', () => {
  const data = {
    ...ABOUT,
    ticketId: TICKET_ID,
    at: iso(1.5 * HOUR),
    startsAt: iso(HOUR),
    endsAt: iso(2 * HOUR),
    exclusive: false,
    mfa: null,
  };

  it('is one event with the current window, in the streams of the account and the ticket', () => {
    const { events } = granted().when(checkingOut());
    expect(events).toEqual([{ type: 'access.checked_out', schemaVersion: 1, data }]);
    expect(events.map(requestStreamsOf)).toEqual([
      [requestStream(ABOUT.requestId), accountStream(ABOUT), ticketStream(TICKET_ID)],
    ]);
    const { requestId, ticketId, at, endsAt, exclusive } = data;
    const by = { ...person('alice'), erasedAt: null };
    expect(granted().and(checkingOut()).account).toEqual([
      { requestId, ticketId, by, at, endsAt, exclusive },
    ]);
  });

  it('is exclusive if the policy version of the submission says so', () => {
    const { events } = given(accessOf({ policy: exclusive })).when(checkingOut());
    expect(events).toMatchObject([{ data: { exclusive: true } }]);
    expect(given(accessOf({ policy: exclusive })).and(checkingOut()).account).toMatchObject([
      { exclusive: true },
    ]);
  });
});

describe('checking out an access without a policy', () => {
  it('is not exclusive, and needs no second factor', () => {
    const { events } = stateOf('granted without a policy').past.when(checkingOut());
    expect(events).toMatchObject([{ data: { exclusive: false, mfa: null } }]);
  });
});

describe('the window of an access, to the millisecond', () => {
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

  it('is named in the refusal before it begins', () => {
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

  it('ends the approved duration after its check-out, even if that is after useBy', () => {
    const used = toUse().and(out(at(3 * HOUR - 1)));
    const end = 3 * HOUR - 1 + HOUR / 3;
    expect(accessIn(used).window).toMatchObject({ startsAt: iso(HOUR), endsAt: iso(end) });
    expect(used.account).toMatchObject([{ endsAt: iso(end) }]);
    expect(accessStatus(accessIn(used), at(end - 1))).toBe('checked-out');
    expect(accessStatus(accessIn(used), at(end))).toBe('ended');
  });

  it('does not begin before the requested start', () => {
    const scheduled = toUse({ startsAt: iso(5 * HOUR) });
    expect(scheduled.when(out(at(5 * HOUR - 1))).told).toBe('access-not-open-yet');
    expect(scheduled.when(out(at(5 * HOUR))).events).toMatchObject([
      { data: { startsAt: iso(5 * HOUR), endsAt: iso(5 * HOUR + HOUR / 3) } },
    ]);
    expect(scheduled.when(out(at(7 * HOUR))).told).toBe('access-over');
  });

  it('gains no time from another check-out', () => {
    const used = toUse().and(out(LATER));
    expect(used.when(out(at(1.5 * HOUR + 60_000))).told).toBe('nothing');
    expect(used.when(out(at(1.5 * HOUR + HOUR / 3))).told).toBe('access-over');
  });
});

describe('checking out an access that is already checked out', () => {
  const used = () => granted().and(checkingOut());
  const again = (who = alice, now = LATER) => checkingOut(who, now, null, OTHER_TICKET);

  it('changes nothing: its ticket stays the same', () => {
    expect(used().when(again()).told).toBe('nothing');
    expect(accessIn(used().and(again()))).toMatchObject({ checkOut: { ticketId: TICKET_ID } });
  });

  it('repeats every check', () => {
    expect(used().when(again(bob)).told).toBe('not-the-requester');
    expect(used().when(again(alice, at(2 * HOUR))).told).toBe('access-over');
    expect(used().and(revoking()).when(again()).told).toBe('access-over');
    expect(used().and(checkingIn()).when(again()).told).toBe('access-over');
  });
});

describe('a clock that goes back', () => {
  it('does not reopen an access that has ended on record', () => {
    const ended = granted()
      .and(checkingOut())
      .and(elapsing(at(2 * HOUR)));
    for (const act of [out(LATER), checkingIn(), revoking()])
      expect(ended.when(act).told).toBe('access-over');
    expect(ended.when(elapsing(LATER)).told).toBe('nothing');
  });

  it('does not lengthen an access in use, whose end is on record', () => {
    const used = given(accessOf({ policy: atCheckOut })).and(out(LATER));
    const before = at(HOUR + 1);
    expect(used.when(out(before)).told).toBe('nothing');
    expect(accessIn(used.and(out(before))).window.endsAt).toBe(iso(2.5 * HOUR));
  });

  it('does not let an access be checked out before its start', () => {
    const opened = given(accessOf({ body: { startsAt: iso(3 * HOUR) } })).and(elapsing(at(3 * HOUR)));
    expect(opened.when(out(at(3 * HOUR - 1))).told).toBe('access-not-open-yet');
    expect(opened.when(elapsing(at(3 * HOUR - 1))).told).toBe('nothing');
  });

  it('does not undo a check-out that is on record', () => {
    const used = granted().and(out(at(HOUR)));
    expect(used.when(out(at(HOUR - 3))).told).toBe('nothing');
    expect(accessStatus(accessIn(used), at(HOUR - 3))).toBe('checked-out');
  });
});
