import type { Account } from './account.js';
import { accountStream, requestStream, requestStreamsOf } from './streams.js';
import { accessOf, atCheckOut, exclusive } from './testing/accesses.js';
import { alice, at, caller, governing, HOUR, iso, OTHER_ID, REQUEST_ID } from './testing/fixtures.js';
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
import { bob, erin } from './testing/people.js';

const shared = governing();
/** A request for the same account that is not alice's. */
const bobs = (policy = shared, account: Account = [], requestId = OTHER_ID) =>
  given(accessOf({ requestId, who: bob, policy }), account);
const bobOut = (now = LATER) => checkingOut(bob, now, null, OTHER_TICKET);
const alices = (policy = shared, account: Account = []) => given(accessOf({ policy }), account);

describe('an account (rules.md#exclusive-check-out)', () => {
  it.each([
    ['shared, then shared', shared, shared, 'access.checked_out'],
    ['shared, then exclusive', shared, exclusive, 'account-in-use'],
    ['exclusive, then shared', exclusive, shared, 'account-in-use'],
    ['exclusive, then exclusive', exclusive, exclusive, 'account-in-use'],
  ])('is checked out %s', (_, first, second, told) => {
    const { account } = alices(first).and(checkingOut());
    expect(bobs(second, account).when(bobOut()).told).toContain(told);
  });

  it('is also closed to another request of its own holder', () => {
    const { account } = alices(exclusive).and(checkingOut());
    const other = given(accessOf({ requestId: OTHER_ID }), account);
    expect(other.when(checkingOut(alice, LATER, null, OTHER_TICKET)).told).toBe('account-in-use');
  });

  it('is not closed to the check-out that holds it', () => {
    const used = alices(exclusive).and(checkingOut());
    expect(used.when(checkingOut()).told).toBe('nothing');
  });

  it.each([
    ['checked in', checkingIn()],
    ['revoked', revoking(erin)],
    ['ended on record', elapsing(at(2 * HOUR))],
  ])('is free again when the access is %s', (_, act) => {
    const { account } = alices(exclusive).and(checkingOut()).and(act);
    expect(account).toEqual([]);
    expect(bobs(exclusive, account).when(bobOut()).refusal).toBeNull();
  });

  it.each([
    ['1 ms before', 2 * HOUR - 1, 'account-in-use'],
    ['at', 2 * HOUR, 'access.checked_out'],
    ['1 ms after', 2 * HOUR + 1, 'access.checked_out'],
  ])('does not count a holder whose end has passed, on record or not: %s it', (_, now, told) => {
    const { account } = alices(exclusive).and(checkingOut());
    const later = given(
      accessOf({ requestId: OTHER_ID, who: bob, policy: exclusive, granted: 1.7 * HOUR }),
      account,
    );
    expect(later.when(bobOut(at(now))).told).toContain(told);
  });

  it('still counts such a holder by a clock that is behind, until the end is on record', () => {
    const { account } = alices(exclusive).and(checkingOut());
    const next = given(
      accessOf({ requestId: OTHER_ID, who: bob, policy: exclusive, granted: 1.7 * HOUR }),
      account,
    )
      .and(bobOut(at(2 * HOUR)))
      .and(checkingIn(bob, at(2 * HOUR)));
    const third = given(accessOf({ who: caller('carol') }), next.account);
    expect(third.when(checkingOut(caller('carol'), at(2 * HOUR - 1))).told).toBe('account-in-use');
  });
});

describe('overlapping accesses of one person to one account', () => {
  const first = given(accessOf({ policy: atCheckOut })).and(checkingOut());
  const second = given(accessOf({ requestId: OTHER_ID }), first.account).and(
    checkingOut(alice, LATER, null, OTHER_TICKET),
  );

  it('never end each other: an end names the check-out that it ends', () => {
    expect(second.account.map(({ ticketId }) => ticketId)).toEqual([TICKET_ID, OTHER_TICKET]);
    for (const act of [checkingIn(), revoking(), elapsing(at(2 * HOUR))]) {
      const { events } = second.when(act);
      expect(events).toMatchObject([{ data: { ticketId: OTHER_TICKET, requestId: OTHER_ID } }]);
      expect(second.and(act).account).toMatchObject([{ ticketId: TICKET_ID, endsAt: iso(2.5 * HOUR) }]);
    }
  });

  it('do not free the account when an access ends that nobody checked out', () => {
    for (const act of [revoking(), elapsing(at(2 * HOUR))]) {
      const unused = given(accessOf(), second.account);
      expect(unused.and(act).account).toEqual(second.account);
      expect(unused.when(act).events.map(requestStreamsOf)).toEqual([[requestStream(REQUEST_ID)]]);
    }
  });
});

describe('the refusal of an account that is in use', () => {
  it('names the blocking holder whose end comes last, and that end', () => {
    const short = alices().and(checkingOut());
    const long = given(
      accessOf({ requestId: OTHER_ID, who: bob, body: { duration: 'PT3H' } }),
      short.account,
    );
    const { account } = long.and(bobOut());
    const carol = given(accessOf({ who: caller('carol'), policy: exclusive }), account);
    expect(carol.when(checkingOut(caller('carol'))).refusal).toMatchObject({
      status: 409,
      data: { holder: { id: 'bob', name: 'Bob Example' }, until: iso(4 * HOUR) },
    });
  });

  it('names no holder who does not block the check-out', () => {
    const { account } = alices().and(checkingOut());
    const [other] = bobs(exclusive).and(bobOut()).account;
    const holders = [...account, other!];
    const carol = given(accessOf({ who: caller('carol') }), holders);
    expect(carol.when(checkingOut(caller('carol'))).refusal?.data).toMatchObject({ holder: { id: 'bob' } });
  });
});

describe('the stream of an account', () => {
  const names = { resource: 'büro-straße', account: 'CORP\\svc-backup' };

  it.each([
    ['another case', { account: 'corp\\SVC-backup' }],
    ['another Unicode form', { resource: names.resource.normalize('NFD') }],
    ['ß written SS', { resource: 'BÜRO-STRASSE' }],
  ])('is the same under %s', (_, other) => {
    expect(accountStream({ ...names, ...other })).toBe(accountStream(names));
  });

  it.each([
    ['another resource', { resource: 'prod-db-us' }],
    ['another account', { account: 'root' }],
    ['the same letters split differently', { resource: 'büro-straßeC', account: 'ORP\\svc-backup' }],
    ['resource and account exchanged', { resource: names.account, account: names.resource }],
  ])('is another for %s', (_, other) => {
    expect(accountStream({ ...names, ...other })).not.toBe(accountStream(names));
  });

  it('is a valid stream id', () => expect(accountStream(names)).toMatch(/^account-[\w-]{43}$/));
});
