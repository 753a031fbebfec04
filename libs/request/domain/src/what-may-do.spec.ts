import type { Caller, You } from '@countersign/contracts';
import type { GrantedRequest } from './usable-access.js';
import { concernsAccount, whatMayDo } from './what-may-do.js';
import { accessOf, exclusive, stateOf, states } from './testing/accesses.js';
import { alice, governing, OTHER_ID } from './testing/fixtures.js';
import { checkingIn, checkingOut, given, LATER, revoking } from './testing/given.js';
import type { Given } from './testing/given.js';
import { bob, erin, frank, mallory } from './testing/people.js';

const you = ({ request, account }: Given, who: Caller = alice, now = LATER): You =>
  whatMayDo(who, request as GrantedRequest, account, now);
const inState = (name: string, who = alice): You => you(stateOf(name).past, who, stateOf(name).now);
const granted = states.filter(({ past }) => 'access' in past.request);

/** For each state: what the requester can do, and why they cannot check out. */
const table: [state: string, may: You['may'], why: string | null][] = [
  ['granted without a policy', ['check-out', 'revoke'], null],
  ['scheduled', ['revoke'], 'access-not-open-yet'],
  ['available', ['check-out', 'revoke'], null],
  ['checked out', ['check-out', 'check-in', 'revoke'], null],
  ['checked in', [], 'access-over'],
  ['ended on record', [], 'access-over'],
  ['ended by the clock alone', [], 'access-over'],
  ['not used on record', [], 'access-over'],
  ['not used by the clock alone', [], 'access-over'],
  ['revoked unused', [], 'access-over'],
  ['revoked in use', [], 'access-over'],
];

describe('the list of what the caller may do with an access', () => {
  it.each(table)('%s: for its requester', (name, may, why) => {
    expect(inState(name)).toMatchObject({ may, why: why && { code: why } });
  });

  it.each(table)('%s: lets a policy admin revoke it before its end, and others do nothing', (name, may) => {
    const notTheirs = { code: 'not-the-requester' };
    expect(inState(name, erin)).toMatchObject({ may: may.filter((one) => one === 'revoke'), why: notTheirs });
    for (const who of [bob, frank, mallory])
      expect(inState(name, who)).toMatchObject({ may: [], why: notTheirs });
  });

  it.each(granted)(
    '$name: contains exactly the commands that would not be refused',
    ({ name, past, now }) => {
      for (const who of [alice, bob, erin, frank, mallory]) {
        const commands = { 'check-out': checkingOut, 'check-in': checkingIn, revoke: revoking };
        const allowed = Object.entries(commands).filter(([, acting]) => !past.when(acting(who, now)).refusal);
        expect(inState(name, who).may).toEqual(allowed.map(([action]) => action));
      }
    },
  );

  it('is tested for every access', () => {
    expect(table.map(([name]) => name)).toEqual(granted.map(({ name }) => name));
  });

  it('names the holder of the account, but only to the person whom the holder blocks', () => {
    const { account } = given(accessOf({ requestId: OTHER_ID, who: bob, policy: exclusive })).and(
      checkingOut(bob),
    );
    const waiting = given(accessOf(), account);
    expect(you(waiting)).toMatchObject({ may: ['revoke'], why: { code: 'account-in-use' } });
    expect(you(waiting).why?.detail).toContain('Bob Example has it exclusively');
    expect(you(waiting, mallory).why?.detail).not.toContain('Bob');
    const concerned = [alice, erin].map((who) => concernsAccount(who, waiting.request as GrantedRequest));
    expect(concerned).toEqual([true, false]);
    const { request } = stateOf('checked out').past;
    expect(concernsAccount(alice, request as GrantedRequest)).toBe(false);
  });

  it('ignores the second factor, because it can still be proved', () => {
    const asking = given(accessOf({ policy: governing({ mfa: { onCheckOut: true } }) }));
    expect(you(asking)).toEqual({ may: ['check-out', 'revoke'], why: null });
  });
});
