import type { Caller } from '@countersign/contracts';
import { maySee } from './approval.js';
import { whatMayDo } from './eligibility.js';
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
} from './testing/fixtures.js';
import { approving, given } from './testing/given.js';
import type { Given } from './testing/given.js';

const now = at(60_000);
const you = (who: Caller, { approval }: Given) => {
  const { may, why } = whatMayDo(who, approval, now);
  return [may, why?.code ?? null];
};

describe('the list of what the caller may do (rules.md#explained-refusals)', () => {
  it.each([
    ['an approver of the open step', bob, [['approve', 'reject'], null]],
    ['an approver of a later step', dave, [[], 'not-an-approver']],
    ['the requester', alice, [['cancel'], 'self-approval']],
    ['anybody else', erin, [[], 'not-an-approver']],
  ])('%s', (_, who, expected) => expect(you(who, given(opened(twoSteps)))).toEqual(expected));

  it('contains everything for a requester who may approve their own request', () => {
    const own = opened(oneManager, { requester: person('bob'), policy: { allowSelfApproval: true } });
    expect(you(bob, given(own))).toEqual([['approve', 'reject', 'cancel'], null]);
  });

  it('contains only reject when nothing of the window is left', () => {
    const over = opened(oneManager, { startsAt: at(-HOUR).toISOString() });
    expect(you(bob, given(over))).toEqual([['reject'], 'window-over']);
  });

  it('is empty once the request has ended, by decision or by the clock', () => {
    const approved = given(opened(oneManager)).and(approving(), by(bob));
    expect(you(carol, approved)).toEqual([[], 'not-pending']);
    expect(whatMayDo(bob, given(opened(oneManager)).approval, DEADLINE)).toMatchObject({
      may: [],
      why: { code: 'not-pending' },
    });
  });

  it('says why it is empty to people who have already decided', () => {
    const two = opened([{ approvers: [{ type: 'group', id: 'managers' }], requiredApprovals: 2 }]);
    expect(you(bob, given(two).and(approving(), by(bob)))).toEqual([[], 'already-decided']);
  });
});

describe('who sees a request (rules.md#visibility)', () => {
  const { approval } = given(opened(twoSteps));
  it.each<[string, Caller, boolean]>([
    ['the requester', alice, true],
    ['an approver of any step, through a group', dave, true],
    ['an approver named by id', caller('dave'), true],
    ['a policy admin', { ...caller('erin'), roles: ['policy-admin'] }, true],
    ['an auditor', { ...caller('frank'), roles: ['auditor'] }, true],
    ['nobody else', caller('oscar', 'engineers'), false],
    ['a namesake of the requester at another issuer', { ...alice, issuer: 'https://other.example' }, false],
  ])('%s', (_, who, expected) => expect(maySee(who, approval)).toBe(expected));
});
