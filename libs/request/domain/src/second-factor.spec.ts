import { assertTicket } from './check-out.js';
import { accessOf } from './testing/accesses.js';
import { alice, at, by, governing, HOUR } from './testing/fixtures.js';
import { checkingIn, checkingOut, given, LATER, OTHER_TICKET, revoking } from './testing/given.js';
import { bob, mallory } from './testing/people.js';

describe('the second factor of a check-out (rules.md#second-factor)', () => {
  const strict = governing({ mfa: { onCheckOut: true, maxAge: 'PT5M' }, checkOut: { exclusive: true } });
  const asking = given(accessOf({ policy: strict }));
  const proof = { methods: ['pwd', 'otp'], at: LATER.toISOString() };
  const NEEDED = 'insufficient-user-authentication';
  const later = (ms: number) => at(1.5 * HOUR + ms);

  it('is required if the policy asks for it, and is recorded', () => {
    expect(asking.when(checkingOut()).told).toBe(NEEDED);
    expect(asking.when(checkingOut(alice, LATER, proof)).events).toMatchObject([{ data: { mfa: proof } }]);
    expect(given(accessOf()).when(checkingOut(alice, LATER, proof)).events).toMatchObject([
      { data: { mfa: proof } },
    ]);
  });

  it.each([
    ['1 ms younger than its maximum age', 299_999, 'access.checked_out'],
    ['exactly its maximum age', 300_000, 'access.checked_out'],
    ['1 ms older', 300_001, NEEDED],
  ])('counts while it is fresh: %s', (_, age, told) => {
    expect(asking.when(checkingOut(alice, later(age), proof)).told).toContain(told);
  });

  it('is required again for every ticket', () => {
    const used = asking.and(checkingOut(alice, LATER, proof));
    expect(used.when(checkingOut(alice, later(300_000), proof)).told).toBe('nothing');
    expect(used.when(checkingOut(alice, later(300_001), proof)).told).toBe(NEEDED);
    expect(() => assertTicket(used.request, by(alice, later(300_001), proof))).toThrow('second factor');
  });

  it('is checked last, so that nobody signs in again only to be refused', () => {
    const elsewhere = given(accessOf({ requestId: OTHER_TICKET, who: bob })).and(checkingOut(bob));
    const taken = given(asking.request, elsewhere.account);
    expect(asking.when(checkingOut(mallory)).told).toBe('not-the-requester');
    expect(asking.when(checkingOut(alice, at(HOUR - 1))).told).toBe('access-not-open-yet');
    expect(asking.when(checkingOut(alice, at(2 * HOUR))).told).toBe('access-over');
    expect(taken.when(checkingOut()).told).toBe('account-in-use');
    expect(asking.and(revoking()).when(checkingOut()).told).toBe('access-over');
  });

  it('is not required for ending an access', () => {
    const used = asking.and(checkingOut(alice, LATER, proof));
    expect(used.when(checkingIn()).refusal).toBeNull();
    expect(used.when(revoking()).refusal).toBeNull();
  });
});
