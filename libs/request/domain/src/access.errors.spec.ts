import { accessOf, exclusive, stateOf } from './testing/accesses.js';
import { alice, at, HOUR, OTHER_ID } from './testing/fixtures.js';
import { checkingIn, checkingOut, given, LATER, revoking } from './testing/given.js';
import type { Act } from './testing/given.js';
import { bob, mallory } from './testing/people.js';

const held = given(accessOf({ requestId: OTHER_ID, who: bob })).and(checkingOut(bob)).account;
const heldAlone = given(accessOf({ requestId: OTHER_ID, who: bob, policy: exclusive })).and(
  checkingOut(bob),
).account;
const inState = (name: string, act: (who?: typeof alice, now?: Date) => Act = checkingOut, who = alice) =>
  stateOf(name).past.when(act(who, stateOf(name).now)).refusal;

describe('a refusal of an access', () => {
  it.each([
    [inState('pending'), 'This request is still waiting for approval, so there is no access yet.'],
    [inState('rejected'), 'This request was rejected, so there is no access.'],
    [inState('cancelled'), 'This request was cancelled, so there is no access.'],
    [inState('expired'), 'This request expired before enough people had approved it, so there is no access.'],
    [inState('refused'), 'This request was refused, so there is no access.'],
    [inState('scheduled'), 'This access begins at 2026-03-01T12:00:00.000Z.'],
    [inState('checked in'), 'This access is over: Alice Example checked it in at 2026-03-01T10:30:00.000Z.'],
    [inState('ended on record'), 'This access is over: it ended at 2026-03-01T11:00:00.000Z.'],
    [inState('ended by the clock alone'), 'This access is over: it ended at 2026-03-01T11:00:00.000Z.'],
    [
      inState('not used on record'),
      'This access is over: it was not checked out before 2026-03-01T12:00:00.000Z.',
    ],
    [
      inState('not used by the clock alone'),
      'This access is over: it was not checked out before 2026-03-01T12:00:00.000Z.',
    ],
    [inState('revoked in use'), 'This access is over: Erin Example revoked it at 2026-03-01T10:30:00.000Z.'],
    [inState('available', checkingIn), 'This access is not checked out, so there is nothing to check in.'],
    [
      inState('available', checkingOut, mallory),
      'Only Alice Example, who made this request, may check it out.',
    ],
    [
      inState('checked out', checkingIn, mallory),
      'Only Alice Example, who made this request, may check it in.',
    ],
    [
      inState('available', revoking, mallory),
      'Only Alice Example, who made this request, or a policy admin may revoke it.',
    ],
    [
      given(accessOf(), heldAlone).when(checkingOut()).refusal,
      'The account is in use until 2026-03-01T11:00:00.000Z at the latest: Bob Example has it exclusively.',
    ],
    [
      given(accessOf({ policy: exclusive }), held).when(checkingOut()).refusal,
      'The account is in use until 2026-03-01T11:00:00.000Z at the latest: Bob Example is using it, and the policy of your ' +
        'request requires that nobody else does.',
    ],
  ])('%s', (refusal, sentence) => {
    expect(refusal?.message).toBe(sentence);
  });

  it.each([
    ['over', inState('checked in'), 'This access is over: alice checked it in at 2026-03-01T10:30:00.000Z.'],
    ['over', inState('revoked in use'), 'This access is over: erin revoked it at 2026-03-01T10:30:00.000Z.'],
    [
      'of another person, at check-out',
      inState('available', checkingOut, mallory),
      'Only alice, who made this request, may check it out.',
    ],
    [
      'of another person, at check-in',
      inState('checked out', checkingIn, mallory),
      'Only alice, who made this request, may check it in.',
    ],
    [
      'of another person, at revocation',
      inState('available', revoking, mallory),
      'Only alice, who made this request, or a policy admin may revoke it.',
    ],
    [
      'to an account in use',
      given(accessOf(), heldAlone).when(checkingOut()).refusal,
      'The account is in use until 2026-03-01T11:00:00.000Z at the latest: bob has it exclusively.',
    ],
  ])('is recorded with the id of the person that it names: an access %s', (_, refusal, sentence) => {
    expect(refusal?.recordedDetail).toBe(sentence);
  });

  it('is recorded unchanged if it names nobody', () => {
    for (const name of ['pending', 'rejected', 'scheduled', 'ended on record', 'not used by the clock alone'])
      expect(inState(name)?.recordedDetail).toBe(inState(name)?.message);
  });

  it('contains the data that a program needs', () => {
    expect(inState('checked in')).toMatchObject({ status: 409, data: { endedAt: LATER.toISOString() } });
    expect(inState('ended by the clock alone')?.data).toEqual({ endedAt: at(2 * HOUR).toISOString() });
    expect(inState('rejected')).toMatchObject({ status: 409, data: { status: 'rejected' } });
    expect(inState('available', checkingOut, mallory)?.status).toBe(403);
  });
});
