import type { AccessStatus } from '@countersign/contracts';
import { viewOfAccess } from './access.js';
import { evolve } from './request.js';
import type { GrantedRequest } from './usable-access.js';
import { stateOf } from './testing/accesses.js';
import { at, HOUR, iso, recorded } from './testing/fixtures.js';
import { revoking, TICKET_ID } from './testing/given.js';
import { erin } from './testing/people.js';

const table: [state: string, status: AccessStatus][] = [
  ['granted without a policy', 'available'],
  ['scheduled', 'scheduled'],
  ['available', 'available'],
  ['checked out', 'checked-out'],
  ['checked in', 'checked-in'],
  ['ended on record', 'ended'],
  ['ended by the clock alone', 'ended'],
  ['not used on record', 'ended'],
  ['not used by the clock alone', 'ended'],
  ['revoked unused', 'revoked'],
  ['revoked in use', 'revoked'],
];

describe('the access as clients see it', () => {
  const view = (name: string) => {
    const { past, now } = stateOf(name);
    return viewOfAccess((past.request as GrantedRequest).access, now);
  };

  it.each(table)('%s', (name, status) => {
    expect(view(name)).toMatchObject({ status });
  });

  it.each([
    ['1 ms before its start', HOUR - 1, 'scheduled'],
    ['at its start', HOUR, 'available'],
    ['1 ms before its end', 2 * HOUR - 1, 'available'],
    ['at its end', 2 * HOUR, 'ended'],
  ])('has its status by the clock: %s', (_, now, status) => {
    const { access } = stateOf('available').past.request as GrantedRequest;
    expect(viewOfAccess(access, at(now))).toMatchObject({ status });
  });

  it('says who did what to it, and when', () => {
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

  it('has null for the name, e-mail address and reason of a revocation that were erased, and says when', () => {
    const { past, now } = stateOf('checked out');
    const [revoked] = recorded(erin, past.when(revoking(erin)).events);
    const request = evolve(past.request, { ...revoked!, private: null, erasedAt: iso(30 * HOUR) });
    expect(viewOfAccess((request as GrantedRequest).access, now)).toMatchObject({
      status: 'revoked',
      revokedBy: { id: 'erin', name: null, email: null, erasedAt: iso(30 * HOUR) },
      reason: null,
      erasedAt: iso(30 * HOUR),
    });
  });
});
