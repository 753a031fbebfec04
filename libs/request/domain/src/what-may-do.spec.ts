import type { Caller, TicketStatus, You } from '@countersign/contracts';
import { viewOfAccess } from './access.js';
import type { GrantedRequest } from './usable-access.js';
import { ticketStatusOf } from './ticket.js';
import { concernsAccount, whatMayDo } from './what-may-do.js';
import { accessOf, exclusive, stateOf, states } from './testing/accesses.js';
import { alice, at, governing, HOUR, iso, OTHER_ID } from './testing/fixtures.js';
import { checkingIn, checkingOut, given, LATER, OTHER_TICKET, revoking, TICKET_ID } from './testing/given.js';
import type { Given } from './testing/given.js';
import { bob, erin, frank, mallory } from './testing/people.js';

const you = ({ request, account }: Given, who: Caller = alice, now = LATER): You =>
  whatMayDo(who, request as GrantedRequest, account, now);
const inState = (name: string, who = alice): You => you(stateOf(name).past, who, stateOf(name).now);
const granted = states.filter(({ past }) => 'access' in past.request);

/** For each state: what the requester may, why they may not check out, and what clients and brokers see. */
const table: [string, You['may'], string | null, string, TicketStatus['reason'] | 'active' | 'no ticket'][] =
  [
    ['granted without a policy', ['check-out', 'revoke'], null, 'available', 'no ticket'],
    ['scheduled', ['revoke'], 'access-not-open-yet', 'scheduled', 'no ticket'],
    ['available', ['check-out', 'revoke'], null, 'available', 'no ticket'],
    ['checked out', ['check-out', 'check-in', 'revoke'], null, 'checked-out', 'active'],
    ['checked in', [], 'access-over', 'checked-in', 'checked-in'],
    ['ended on record', [], 'access-over', 'ended', 'ended'],
    ['ended by the clock alone', [], 'access-over', 'ended', 'ended'],
    ['not used on record', [], 'access-over', 'ended', 'no ticket'],
    ['not used by the clock alone', [], 'access-over', 'ended', 'no ticket'],
    ['revoked unused', [], 'access-over', 'revoked', 'no ticket'],
    ['revoked in use', [], 'access-over', 'revoked', 'revoked'],
  ];

describe('what may be done with an access', () => {
  it.each(table)('%s: by its requester', (name, may, why) => {
    expect(inState(name)).toMatchObject({ may, why: why && { code: why } });
  });

  it.each(table)('%s: a policy admin may revoke it while it stands, others nothing', (name, may) => {
    const notTheirs = { code: 'not-the-requester' };
    expect(inState(name, erin)).toMatchObject({ may: may.filter((one) => one === 'revoke'), why: notTheirs });
    for (const who of [bob, frank, mallory])
      expect(inState(name, who)).toMatchObject({ may: [], why: notTheirs });
  });

  it.each(granted)('$name: is what would not be refused, by anybody', ({ name, past, now }) => {
    for (const who of [alice, bob, erin, frank, mallory]) {
      const commands = { 'check-out': checkingOut, 'check-in': checkingIn, revoke: revoking };
      const allowed = Object.entries(commands).filter(([, acting]) => !past.when(acting(who, now)).refusal);
      expect(inState(name, who).may).toEqual(allowed.map(([action]) => action));
    }
  });

  it('is told for every access', () => {
    expect(table.map(([name]) => name)).toEqual(granted.map(({ name }) => name));
  });

  it('says who holds the account, and only to whom it matters', () => {
    const { account } = given(accessOf({ requestId: OTHER_ID, who: bob, policy: exclusive })).and(
      checkingOut(bob),
    );
    const waiting = given(accessOf(), account);
    expect(you(waiting)).toMatchObject({ may: ['revoke'], why: { code: 'account-in-use' } });
    expect(you(waiting).why?.detail).toContain('bob has it exclusively');
    expect(you(waiting, mallory).why?.detail).not.toContain('bob');
    const concerned = [alice, erin].map((who) => concernsAccount(who, waiting.request as GrantedRequest));
    expect(concerned).toEqual([true, false]);
    const { request } = stateOf('checked out').past;
    expect(concernsAccount(alice, request as GrantedRequest)).toBe(false);
  });

  it('leaves out the second factor: that can still be proved', () => {
    const asking = given(accessOf({ policy: governing({ mfa: { onCheckOut: true } }) }));
    expect(you(asking)).toEqual({ may: ['check-out', 'revoke'], why: null });
  });
});

describe('the status of a ticket', () => {
  it.each(table)('%s', (name, _may, _why, _status, ticket) => {
    const { past, now } = stateOf(name);
    const status = ticketStatusOf(TICKET_ID, past.request, now);
    expect(status ? (status.reason ?? 'active') : 'no ticket').toBe(ticket);
    expect(status?.active ?? false).toBe(ticket === 'active');
  });

  it.each(states)('$name: of another check-out there is none', ({ past, now }) => {
    expect(ticketStatusOf(OTHER_TICKET, past.request, now)).toBeNull();
  });

  it.each(states.filter((state) => !granted.includes(state)))('$name: there is none', ({ past, now }) => {
    expect(ticketStatusOf(TICKET_ID, past.request, now)).toBeNull();
  });

  it('tells when the access ends, or ended', () => {
    const ends = ['checked out', 'checked in', 'ended by the clock alone', 'revoked in use'].map((name) => {
      const { past, now } = stateOf(name);
      return ticketStatusOf(TICKET_ID, past.request, now)?.endsAt;
    });
    expect(ends).toEqual([iso(2 * HOUR), iso(1.5 * HOUR), iso(2 * HOUR), iso(1.5 * HOUR)]);
  });
});

describe('the access as clients see it', () => {
  const view = (name: string) => {
    const { past, now } = stateOf(name);
    return viewOfAccess((past.request as GrantedRequest).access, now);
  };

  it.each(table)('%s', (name, _may, _why, status) => {
    expect(view(name)).toMatchObject({ status });
  });

  it.each([
    ['1 ms before its start', HOUR - 1, 'scheduled'],
    ['at its start', HOUR, 'available'],
    ['1 ms before its end', 2 * HOUR - 1, 'available'],
    ['at its end', 2 * HOUR, 'ended'],
  ])('by the clock: %s', (_, now, status) => {
    const { access } = stateOf('available').past.request as GrantedRequest;
    expect(viewOfAccess(access, at(now))).toMatchObject({ status });
  });

  it('says what happened to it, when and by whom', () => {
    const nothing = { checkedOutAt: null, checkedInAt: null, revokedAt: null, revokedBy: null, reason: null };
    const window = { startsAt: iso(HOUR), endsAt: iso(2 * HOUR) };
    const used = { ...window, ...nothing, checkedOutAt: iso(1.5 * HOUR), ticketId: TICKET_ID };
    expect(view('available')).toEqual({ status: 'available', ...window, ...nothing, ticketId: null });
    expect(view('checked out')).toEqual({ ...used, status: 'checked-out' });
    expect(view('checked in')).toEqual({ ...used, status: 'checked-in', checkedInAt: iso(1.5 * HOUR) });
    const { id, name, email } = erin;
    const revoked = {
      revokedAt: iso(1.5 * HOUR),
      revokedBy: { id, name, email },
      reason: 'no longer needed',
    };
    expect(view('revoked in use')).toEqual({ ...used, ...revoked, status: 'revoked' });
  });
});
