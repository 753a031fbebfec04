import type { Caller } from '@countersign/contracts';
import { granted } from './follow-outcome.js';
import { evolve } from './request.js';
import type { AccessRequest } from './request.js';
import type { GrantedRequest } from './usable-access.js';
import { stateOf, states } from './testing/accesses.js';
import { alice, at, HOUR, person, REQUEST_ID } from './testing/fixtures.js';
import { checkingIn, checkingOut, elapsing, revoking, TICKET_ID } from './testing/given.js';
import { bob, erin, frank, mallory, namesake } from './testing/people.js';

const OUT = 'access.checked_out account.taken ticket.issued';
const IN = 'access.checked_in account.released';
const REVOKED = 'access.revoked';
const REVOKED_IN_USE = 'access.revoked account.released';
const YET = 'access-not-open-yet';
const OVER = 'access-over';

/** What the requester meets in each state, and what the clock alone brings. */
const table: [state: string, checkOut: string, checkIn: string, revoke: string, clock: string][] = [
  ['pending', YET, YET, YET, 'nothing'],
  ['rejected', 'no-access', 'no-access', 'no-access', 'nothing'],
  ['cancelled', 'no-access', 'no-access', 'no-access', 'nothing'],
  ['expired', 'no-access', 'no-access', 'no-access', 'nothing'],
  ['refused', 'no-access', 'no-access', 'no-access', 'nothing'],
  ['granted without a policy', OUT, 'not-checked-out', REVOKED, 'access.opened'],
  ['scheduled', YET, 'not-checked-out', REVOKED, 'nothing'],
  ['available', OUT, 'not-checked-out', REVOKED, 'nothing'],
  ['checked out', 'nothing', IN, REVOKED_IN_USE, 'nothing'],
  ['checked in', OVER, OVER, OVER, 'nothing'],
  ['ended on record', OVER, OVER, OVER, 'nothing'],
  ['ended by the clock alone', OVER, OVER, OVER, 'access.ended account.released'],
  ['not used on record', OVER, OVER, OVER, 'nothing'],
  ['not used by the clock alone', OVER, OVER, OVER, 'access.ended'],
  ['revoked unused', OVER, OVER, OVER, 'nothing'],
  ['revoked in use', OVER, OVER, OVER, 'nothing'],
];

const met = (name: string, who: Caller): string[] => {
  const { past, now } = stateOf(name);
  return [checkingOut, checkingIn, revoking].map((acting) => past.when(acting(who, now)).told);
};

describe('an access', () => {
  it.each(table)('%s: its requester meets', (name, ...expected) => {
    expect(met(name, alice)).toEqual(expected.slice(0, 3));
  });

  it.each(table)('%s: a policy admin may revoke it and nothing else', (name, _out, _in, revoke) => {
    expect(met(name, erin)).toEqual(['not-the-requester', 'not-the-requester', revoke]);
  });

  it.each(table)('%s: it is none of the business of approvers, auditors and strangers', (name) => {
    for (const who of [bob, frank, mallory, namesake])
      expect(met(name, who)).toEqual(Array(3).fill('not-the-requester'));
  });

  it.each(table)('%s: the clock brings', (name, ...expected) => {
    const { past, now } = stateOf(name);
    expect(past.when(elapsing(now)).told).toBe(expected[3]);
  });

  it('is tried in every state', () => {
    expect(table.map(([name]) => name)).toEqual(states.map(({ name }) => name));
  });
});

describe('what is final stays so', () => {
  it.each(['checked in', 'ended on record', 'not used on record', 'revoked unused', 'revoked in use'])(
    '%s: also when the end of its window comes, and long after',
    (name) => {
      for (const now of [at(2 * HOUR), at(1000 * HOUR)])
        expect(stateOf(name).past.when(elapsing(now)).told).toBe('nothing');
    },
  );

  it('and a history in which it did not is a defect, not an access', () => {
    const { request, past } = { ...stateOf('revoked in use').past, past: stateOf('checked out').past };
    for (const act of [checkingIn(), revoking(), elapsing(at(2 * HOUR))])
      expect(() => past.when(act).request.reduce(evolve, request)).toThrow('that is revoked');
    const again = stateOf('available').past.when(checkingOut()).request;
    expect(() => again.reduce<AccessRequest>(evolve, past.request)).toThrow('checked out once');
    const { window } = (stateOf('available').past.request as GrantedRequest).access;
    expect(() => evolve(past.request, granted(REQUEST_ID, window))).toThrow('granted once');
  });
});

describe('what is on record of it', () => {
  const { past, now } = stateOf('checked out');
  const recorded = { requestId: REQUEST_ID, ticketId: TICKET_ID, at: now.toISOString() };

  it('names the check-out, and who gave it back when', () => {
    expect(past.when(checkingIn()).request[0]?.data).toEqual({ ...recorded, by: person('alice') });
  });

  it('names who revoked it and why, and the check-out, if there was one', () => {
    const revoked = { ...recorded, by: person('erin'), reason: 'no longer needed' };
    expect(past.when(revoking(erin)).request[0]?.data).toEqual(revoked);
    const { request } = stateOf('available').past.when(revoking(erin));
    expect(request[0]?.data).toEqual({ ...revoked, ticketId: null });
  });
});
