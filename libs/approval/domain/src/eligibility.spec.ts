import type { Caller } from '@countersign/contracts';
import { approve } from './approve.js';
import { whatMayDo } from './eligibility.js';
import { maySee } from './may-see.js';
import {
  alice,
  at,
  bob,
  by,
  caller,
  carol,
  dave,
  DEADLINE,
  erin,
  HOUR,
  oneManager,
  opened,
  person,
  twoSteps,
  yes,
} from './testing/fixtures.js';
import { given } from './testing/given.js';

const now = at(60_000);
const you = (who: Caller, ...past: Parameters<typeof given>) => {
  const { may, why } = whatMayDo(who, given(...past).approval, now);
  return [may, why?.code ?? null];
};

describe('what the caller may do', () => {
  it.each([
    ['an approver of the open step', bob, [['approve', 'reject'], null]],
    ['an approver of a later step', dave, [[], 'not-an-approver']],
    ['the requester', alice, [['cancel'], 'self-approval']],
    ['anybody else', erin, [[], 'not-an-approver']],
  ])('%s', (_, who, expected) => expect(you(who, opened(twoSteps))).toEqual(expected));

  it('is everything for a requester who may approve their own', () => {
    const own = opened(oneManager, { requester: person('bob'), policy: { allowSelfApproval: true } });
    expect(you(bob, own)).toEqual([['approve', 'reject', 'cancel'], null]);
  });

  it('is to reject only, when nothing of the window is left', () => {
    const over = opened(oneManager, { startsAt: at(-HOUR).toISOString() });
    expect(you(bob, over)).toEqual([['reject'], 'window-over']);
  });

  it('is nothing once it has ended, by decision or by the clock', () => {
    const ended = given(opened(oneManager)).when((approval) => approve(yes, approval, by(bob))).events;
    expect(you(carol, opened(oneManager), ...ended)).toEqual([[], 'not-pending']);
    expect(whatMayDo(bob, given(opened(oneManager)).approval, DEADLINE)).toMatchObject({
      may: [],
      why: { code: 'not-pending' },
    });
  });

  it('says of people who decided that they have', () => {
    const two = opened([{ approvers: [{ type: 'group', id: 'managers' }], requiredApprovals: 2 }]);
    const decided = given(two).when((approval) => approve(yes, approval, by(bob))).events;
    expect(you(bob, two, ...decided)).toEqual([[], 'already-decided']);
  });
});

describe('who sees it', () => {
  const { approval } = given(opened(twoSteps));
  it.each<[string, Caller, boolean]>([
    ['the requester', alice, true],
    ['an approver of any step, through a group', dave, true],
    ['an approver named by id', caller('dave'), true],
    ['a policy admin', { ...caller('erin'), roles: ['policy-admin'] }, true],
    ['an auditor', { ...caller('frank'), roles: ['auditor'] }, true],
    ['nobody else', caller('oscar', 'engineers'), false],
    ['nor a namesake of another issuer', { ...alice, issuer: 'https://other.example' }, false],
  ])('%s', (_, who, expected) => expect(maySee(who, approval)).toBe(expected));
});
