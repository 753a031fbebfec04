import type { Approver } from '@countersign/contracts';
import { approverWarnings } from './approver-warnings.js';

const user = (id: string): Approver => ({ type: 'user', id });
const group = (id: string): Approver => ({ type: 'group', id });
const steps = (...all: Approver[][]) => all.map((approvers) => ({ approvers, requiredApprovals: 1 }));
const codesOf = (named: Approver, ...seen: Approver[]) =>
  approverWarnings(steps([named]), seen).map(({ code }) => code);

/** rules.md#approvers-that-exist */
describe('the approvers of a policy', () => {
  it('cause no warning where access tokens have named them', () => {
    expect(codesOf(user('dave'), user('Dave'), user('dave'), user('DAVE'))).toEqual([]);
    expect(codesOf(group('managers'), group('managers'))).toEqual([]);
  });

  it.each([
    ['nobody was seen', []],
    ['only others were seen', [user('carol')]],
    ['only a group of that name was seen', [group('dave')]],
  ])('were never seen when %s', (_, seen) => {
    expect(codesOf(user('dave'), ...seen)).toEqual(['approver-never-seen']);
  });

  it.each([
    [user('Dave'), user('dave')],
    [group('Managers'), group('managers')],
    [user('STRASSE'), user('straße')],
    [user('ｄａｖｅ'), user('dave')],
  ])('differ by case or appearance: %j is not %j', (named, seen) => {
    expect(codesOf(named, seen)).toEqual(['approver-differs-by-case']);
  });

  it('are each named by path, with a sentence that says what to do', () => {
    const warnings = approverWarnings(steps([group('managers')], [user('dave'), user('Erin')]), [
      group('managers'),
      user('erin'),
    ]);
    expect(warnings).toEqual([
      {
        path: 'steps.1.approvers.0.id',
        code: 'approver-never-seen',
        message: 'No access token has named the user dave so far. Check the spelling.',
      },
      {
        path: 'steps.1.approvers.1.id',
        code: 'approver-differs-by-case',
        message:
          'No access token has named the user Erin so far, but erin, which looks like it. Ids are compared exactly, so erin is no approver here.',
      },
    ]);
  });
});
