import type { PolicyContent } from '../policy-types.js';
import { labelOf, policyDifferences } from './policy-differences.js';

const before: PolicyContent = {
  name: 'databases',
  enabled: true,
  priority: 0,
  conditions: [{ resourceNames: ['prod-*'] }, { accountNames: ['root'] }],
  maxAccessDuration: 'PT4H',
  minAccessDuration: 'PT1S',
  requestTtl: 'PT24H',
  steps: [
    { name: 'A', approvers: [{ type: 'user', id: 'bob' }], requiredApprovals: 1 },
    { name: 'B', approvers: [{ type: 'user', id: 'dave' }], requiredApprovals: 1 },
  ],
  justification: 'optional',
  allowSelfApproval: false,
  distinctApprovers: true,
  mfa: { onRequest: false, onApproval: true, onCheckOut: false, maxAge: 'PT5M' },
  accessStarts: 'approval',
  checkOut: { exclusive: false },
};
const differences = (change: Partial<PolicyContent>) => policyDifferences(before, { ...before, ...change });

it('a content does not differ from itself, whatever the order of its keys', () => {
  const shuffled = { maxAge: 'PT5M', onCheckOut: false, onApproval: true, onRequest: false };
  expect(differences({ mfa: shuffled })).toEqual([]);
});

it.each<[Partial<PolicyContent>, string, string[], string[]]>([
  [{ name: 'x' }, 'Name', ['databases'], ['x']],
  [{ description: 'why\nand how' }, 'Description', [], ['why', 'and how']],
  [{ enabled: false }, 'In force', ['Yes'], ['No']],
  [{ priority: 7 }, 'Priority', ['0'], ['7']],
  [
    { conditions: before.conditions.slice(1) },
    'Conditions',
    ['Every account on resources named “prod-*”'],
    [],
  ],
  [
    { steps: [...before.steps].reverse() },
    'Steps',
    ['1. A: 1 approval by bob', '2. B: 1 approval by dave'],
    ['1. B: 1 approval by dave', '2. A: 1 approval by bob'],
  ],
  [{ distinctApprovers: false }, 'Different people for each step', ['Yes'], ['No']],
  [{ allowSelfApproval: true }, 'Approving own requests', ['No'], ['Yes']],
  [{ minAccessDuration: 'PT1M' }, 'Shortest access', ['1 s'], ['1 min']],
  [{ maxAccessDuration: 'PT2H' }, 'Longest access', ['4 h'], ['2 h']],
  [{ accessStarts: 'check-out' }, 'Time starts at', ['approval'], ['check-out']],
  [{ useBy: 'PT8H' }, 'Check-out within', [], ['8 h']],
  [{ requestTtl: 'PT1H' }, 'Undecided requests expire after', ['1 day'], ['1 h']],
  [{ justification: 'required' }, 'Justification', ['optional'], ['required']],
  [{ mfa: { ...before.mfa, onCheckOut: true } }, 'Second factor', [], ['to check out']],
  [{ checkOut: { exclusive: true } }, 'One check-out at a time', ['No'], ['Yes']],
])('the change %j has one difference', (change, label, removed, added) => {
  expect(differences(change)).toEqual([{ field: Object.keys(change)[0], label, removed, added }]);
});

it('a field that is only written differently is listed without lines', () => {
  expect(differences({ requestTtl: 'P1D' })).toMatchObject([{ removed: [], added: [] }]);
});

it('fields have names for people; an unknown field keeps its own name', () => {
  expect([labelOf('requestTtl'), labelOf('constructor')]).toEqual([
    'Undecided requests expire after',
    'constructor',
  ]);
});
