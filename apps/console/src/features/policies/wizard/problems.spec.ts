import { emptyDraft, emptyStep } from './draft.js';
import type { Draft } from './draft.js';
import { fieldLabel, fieldOf, messageAt, missingIn, partOf, stillStanding } from './problems.js';

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

it('a complete draft has no missing fields', () => expect(missingIn(good)).toEqual([]));

it('an empty draft lacks name, conditions, maximum duration and approvers', () => {
  expect(missingIn(emptyDraft()).map(({ path }) => path)).toEqual([
    'name',
    'conditions.0',
    'maxAccessDuration',
    'steps.0.approvers',
  ]);
});

it.each<[Partial<Draft>, string[]]>([
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
])('the change %j makes these fields missing: %j', (change, paths) => {
  expect(missingIn({ ...good, ...change }).map(({ path }) => path)).toEqual(paths);
});

it.each([
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

it('a message names the pattern that it is about', () => {
  const problems = [{ path: 'conditions.0.resourceNames.1', message: 'the pattern holds (' }];
  expect(messageAt('conditions.0.resourceNames', problems, good)).toBe('“a(b)”: the pattern holds (');
  expect(messageAt('name', problems, good)).toBeUndefined();
});

it('a problem stays until its field, or the step that contains it, is changed', () => {
  const problems = ['name', 'steps.0.requiredApprovals', 'steps.1'].map((path) => ({ path, message: '' }));
  const twoSteps = { ...good, steps: [good.steps[0]!, { ...emptyStep(), name: 'second' }] };
  const after = {
    ...twoSteps,
    steps: [{ ...twoSteps.steps[0]!, requiredApprovals: 2 }, ...twoSteps.steps.slice(1)],
  };
  expect(stillStanding(problems, twoSteps, after).map(({ path }) => path)).toEqual(['name', 'steps.1']);
  expect(stillStanding(problems, twoSteps, twoSteps)).toEqual(problems);
});

it.each([
  ['name', 'Name'],
  ['steps', 'Steps'],
  ['steps.1', 'Step 2'],
  ['steps.1.requiredApprovals', 'Step 2, approvals needed'],
  ['steps.0.approvers.3', 'Step 1, approvers'],
  ['conditions.0.resourceNames.2', 'Condition 1, resources'],
  ['mfa.maxAge', 'Second factor, maximum age'],
  ['constructor', 'constructor'],
])('the field %s is named %s', (path, label) => expect(fieldLabel(path)).toBe(label));
