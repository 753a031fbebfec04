import type { PolicyContentInput } from '@countersign/contracts';
import { content, userSteps } from './testing/factories.js';
import { validatePolicy } from './validate-policy.js';

const pathsOf = (change: Partial<PolicyContentInput>) =>
  validatePolicy(content(change)).map(({ path }) => path);
const patterns = (...resourceNames: string[]) => ({
  conditions: [{ accountNames: ['*'] }, { resourceNames }],
});

describe('a policy can be saved', () => {
  it.each<[string, Partial<PolicyContentInput>]>([
    ['with defaults', {}],
    ['with the shortest access as long as the longest', { minAccessDuration: 'PT4H' }],
    ['with useBy when access starts at check-out', { accessStarts: 'check-out', useBy: 'PT8H' }],
    ['when each step has just enough people', { steps: userSteps([['a', 'b'], 2], [['c'], 1]) }],
    ['when people can be assigned crosswise', { steps: userSteps([['a', 'b'], 1], [['a'], 1]) }],
    [
      'when one person may serve two steps',
      { steps: userSteps([['a'], 1], [['a'], 1]), distinctApprovers: false },
    ],
    [
      'with a user and a group of the same name',
      {
        steps: [
          {
            approvers: [
              { type: 'user', id: 'x' },
              { type: 'group', id: 'x' },
            ],
            requiredApprovals: 1,
          },
        ],
      },
    ],
    [
      'with more approvals than named when a group is asked',
      {
        steps: [
          {
            approvers: [
              { type: 'user', id: 'a' },
              { type: 'group', id: 'g' },
            ],
            requiredApprovals: 9,
          },
        ],
      },
    ],
    ['with a negative pattern beside a positive one', patterns('prod-*', '!prod-sandbox')],
  ])('%s', (_, change) => {
    expect(pathsOf(change)).toEqual([]);
  });
});

describe('a policy is refused, with the path of the problem:', () => {
  it.each<[string, Partial<PolicyContentInput>, string[]]>([
    ['shortest access above the longest', { minAccessDuration: 'PT5H' }, ['minAccessDuration']],
    ['check-out without useBy', { accessStarts: 'check-out' }, ['useBy']],
    ['useBy without check-out', { useBy: 'PT8H' }, ['useBy']],
    [
      'more approvals than people',
      { steps: userSteps([['a'], 1], [['b', 'c'], 3]) },
      ['steps.1.requiredApprovals'],
    ],
    ['a person named twice', { steps: userSteps([['a', 'b', 'a'], 2]) }, ['steps.0.approvers.2']],
    [
      'a person named twice in another case',
      { steps: userSteps([['bob', 'Bob'], 2]) },
      ['steps.0.approvers.1'],
    ],
    [
      'people who only look different',
      { steps: userSteps([['straße', 'STRASSE', 'ｂｏｂ', 'bob'], 2]) },
      ['steps.0.approvers.1', 'steps.0.approvers.3'],
    ],
    [
      'a group named twice in another case',
      {
        steps: [
          {
            approvers: [
              { type: 'group', id: 'managers' },
              { type: 'group', id: 'Managers' },
            ],
            requiredApprovals: 1,
          },
        ],
      },
      ['steps.0.approvers.1'],
    ],
    ['two steps of the same single person', { steps: userSteps([['a'], 1], [['a'], 1]) }, ['steps.1']],
    [
      'three steps of two people',
      { steps: userSteps([['a', 'b'], 1], [['a', 'b'], 1], [['b', 'a'], 1]) },
      ['steps.2'],
    ],
    ['only negative patterns', patterns('!a', '!b'), ['conditions.1.resourceNames']],
    [
      'a pattern that is none',
      patterns('ok', 'a(b)', '[z-a]'),
      ['conditions.1.resourceNames.1', 'conditions.1.resourceNames.2'],
    ],
    [
      'too many patterns together',
      patterns(...Array<string>(8).fill('{1..250}'), 'x'),
      ['conditions.1.resourceNames.7'],
    ],
  ])('%s', (_, change, paths) => {
    expect(pathsOf(change)).toEqual(paths);
  });

  it('every problem at once', () => {
    const problems = pathsOf({
      minAccessDuration: 'PT5H',
      useBy: 'PT1H',
      ...patterns('('),
      steps: userSteps([['a'], 2]),
    });
    expect(problems).toEqual([
      'minAccessDuration',
      'useBy',
      'steps.0.requiredApprovals',
      'conditions.1.resourceNames.0',
    ]);
  });
});
