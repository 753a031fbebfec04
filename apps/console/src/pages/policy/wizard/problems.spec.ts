import { emptyDraft, emptyStep } from './draft.js';
import type { Draft } from './draft.js';
import { fieldOf, messageAt, missingIn, partOf, stillStanding } from './problems.js';

const good: Draft = {
  ...emptyDraft(),
  name: 'databases',
  maxAccessDuration: 'PT4H',
  conditions: [{ key: 'c', resourceNames: ['prod-*', 'a(b)'], accountNames: [] }],
  steps: [
    {
      ...emptyStep(),
      approvers: [
        { type: 'group', id: 'g' },
        { type: 'user', id: 'u' },
      ],
    },
  ],
};
const mfa = { onRequest: false, onApproval: true, onCheckOut: false, maxAge: '' };

test('nothing is missing in a draft that can be sent', () => expect(missingIn(good)).toEqual([]));

test('what a new policy still needs', () => {
  expect(missingIn(emptyDraft()).map(({ path }) => path)).toEqual([
    'name',
    'conditions.0',
    'maxAccessDuration',
    'steps.0.approvers',
  ]);
});

test.each<[Partial<Draft>, string[]]>([
  [{ priority: '' }, ['priority']],
  [{ priority: 1.5 }, ['priority']],
  [{ minAccessDuration: '' }, ['minAccessDuration']],
  [{ requestTtl: '' }, ['requestTtl']],
  [{ accessStarts: 'check-out' }, ['useBy']],
  [{ accessStarts: 'approval', useBy: '' }, []],
  [{ mfa }, ['mfa.maxAge']],
  [{ mfa: { ...mfa, onApproval: false } }, []],
  [{ steps: [{ ...good.steps[0]!, requiredApprovals: '' }] }, ['steps.0.requiredApprovals']],
  [{ steps: [{ ...good.steps[0]!, requiredApprovals: 0 }] }, ['steps.0.requiredApprovals']],
])('%j', (change, paths) => {
  expect(missingIn({ ...good, ...change }).map(({ path }) => path)).toEqual(paths);
});

test.each([
  ['name', 'name', 0],
  ['useBy', 'useBy', 0],
  ['mfa.maxAge', 'mfa.maxAge', 0],
  ['conditions.0', 'conditions.0', 0],
  ['conditions.0.resourceNames', 'conditions.0.resourceNames', 0],
  ['conditions.0.resourceNames.1', 'conditions.0.resourceNames', 0],
  ['steps.0', 'steps.0', 1],
  ['steps.0.requiredApprovals', 'steps.0.requiredApprovals', 1],
  ['steps.0.approvers', 'steps.0.approvers.group', 1],
  ['steps.0.approvers.0.id', 'steps.0.approvers.group', 1],
  ['steps.0.approvers.1', 'steps.0.approvers.user', 1],
  ['distinctApprovers', 'distinctApprovers', 1],
])('the problem at %s is shown at %s', (path, field, part) => {
  expect([fieldOf(path, good), partOf(path)]).toEqual([field, part]);
});

test('a message names the pattern that it is about', () => {
  const problems = [{ path: 'conditions.0.resourceNames.1', message: 'the pattern holds (' }];
  expect(messageAt('conditions.0.resourceNames', problems, good)).toBe('“a(b)”: the pattern holds (');
  expect(messageAt('name', problems, good)).toBeUndefined();
});

test('a problem stands until its field, or the step it is in, is changed', () => {
  const problems = ['name', 'steps.0.requiredApprovals', 'steps.1'].map((path) => ({ path, message: '' }));
  const twoSteps = { ...good, steps: [good.steps[0]!, { ...emptyStep(), name: 'second' }] };
  const after = {
    ...twoSteps,
    steps: [{ ...twoSteps.steps[0]!, requiredApprovals: 2 }, ...twoSteps.steps.slice(1)],
  };
  expect(stillStanding(problems, twoSteps, after).map(({ path }) => path)).toEqual(['name', 'steps.1']);
  expect(stillStanding(problems, twoSteps, twoSteps)).toEqual(problems);
});
