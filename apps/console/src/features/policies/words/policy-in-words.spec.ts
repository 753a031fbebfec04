import type { PolicyContent } from '../policy-types.js';
import { conditionInWords, policyInWords, stepInWords, stepsInShort } from './policy-in-words.js';

const plain: PolicyContent = {
  name: 'databases',
  enabled: true,
  priority: 0,
  conditions: [{ resourceNames: ['prod-*'] }],
  maxAccessDuration: 'PT4H',
  minAccessDuration: 'PT1S',
  requestTtl: 'PT24H',
  steps: [{ approvers: [{ type: 'group', id: 'managers' }], requiredApprovals: 1 }],
  justification: 'optional',
  allowSelfApproval: false,
  distinctApprovers: true,
  mfa: { onRequest: false, onApproval: false, onCheckOut: false, maxAge: 'PT5M' },
  accessStarts: 'approval',
  checkOut: { exclusive: false },
};
const said = (change: Partial<PolicyContent>) =>
  policyInWords({ ...plain, ...change }).flatMap(({ sentences }) => sentences);
/** The sentences that a change removes and adds. */
const differs = (change: Partial<PolicyContent>) => {
  const before = said({});
  const after = said(change);
  return [before.filter((line) => !after.includes(line)), after.filter((line) => !before.includes(line))];
};

it('a policy with all defaults, in words', () => {
  expect(policyInWords(plain)).toEqual([
    {
      heading: 'When it applies',
      sentences: [
        'It is in force and governs requests for:',
        'Every account on resources named “prod-*”.',
        'Its priority is 0: of several policies that match, the one with the highest priority governs.',
      ],
    },
    {
      heading: 'Who approves',
      sentences: [
        '1 approval by group managers.',
        'The first rejection ends a request.',
        'Nobody may approve their own request.',
      ],
    },
    {
      heading: 'What people must do',
      sentences: ['Requesters may leave the justification out.', 'No second factor is needed.'],
    },
    {
      heading: 'What they get',
      sentences: [
        'Access lasts at most 4 h.',
        'Its time starts at the approval, or at the requested start if that is later.',
        'Several people may have the account checked out at the same time.',
        'A request that is not decided within 1 day expires.',
      ],
    },
  ]);
});

const two = [
  ...plain.steps,
  { name: 'Security', approvers: [{ type: 'user' as const, id: 'dave' }], requiredApprovals: 1 },
];

it.each<[Partial<PolicyContent>, string]>([
  [{ enabled: false }, 'It is switched off. Switched on, it would govern requests for:'],
  [
    { priority: -5 },
    'Its priority is -5: of several policies that match, the one with the highest priority governs.',
  ],
  [{ minAccessDuration: 'PT5M' }, 'Access lasts at least 5 min and at most 4 h.'],
  [{ maxAccessDuration: 'PT90M' }, 'Access lasts at most 1 h 30 min.'],
  [{ requestTtl: 'PT30M' }, 'A request that is not decided within 30 min expires.'],
  [{ justification: 'required' }, 'Requesters must give a justification.'],
  [
    { mfa: { onRequest: false, onApproval: true, onCheckOut: true, maxAge: 'PT10M' } },
    'A second factor, at most 10 min old, is needed for approving and checking out.',
  ],
  [
    { mfa: { onRequest: true, onApproval: false, onCheckOut: false, maxAge: 'PT5M' } },
    'A second factor, at most 5 min old, is needed for requesting.',
  ],
  [
    { accessStarts: 'check-out', useBy: 'PT8H' },
    'Its time starts at the check-out, which must happen within 8 h.',
  ],
  [
    { checkOut: { exclusive: true } },
    'While one person has the account checked out, nobody else can check it out.',
  ],
  [
    { allowSelfApproval: true },
    'Approvers may approve their own requests, unless they wrote the policy; every report flags that.',
  ],
])('the change %j replaces one sentence by another', (change, sentence) => {
  const [gone, come] = differs(change);
  expect(come).toEqual([sentence]);
  expect(gone).toHaveLength(1);
});

it('several steps are numbered, with a sentence about different people (rules.md#distinct-approvers)', () => {
  expect(said({ steps: two })).toEqual(
    expect.arrayContaining([
      'Step 1, 1 approval by group managers.',
      'Step 2, Security: 1 approval by dave.',
      'The steps run in this order.',
      'Nobody may approve more than one step of a request.',
    ]),
  );
  expect(said({ steps: two, distinctApprovers: false })).toContain(
    'The same person may approve several steps of a request.',
  );
});

it.each([
  [{ resourceNames: ['a', 'b', '!c'] }, 'Every account on resources named “a” or “b” but not “c”'],
  [{ accountNames: ['root'] }, 'Accounts named “root” on every resource'],
  [
    { resourceNames: ['a'], accountNames: ['!y', 'x', '!z'] },
    'Accounts named “x” but not “y” or “z” on resources named “a”',
  ],
])('the condition %j in words', (condition, words) => expect(conditionInWords(condition)).toBe(words));

it('a step in words, and all steps in short', () => {
  const approvers = [
    { type: 'group' as const, id: 'security' },
    { type: 'user' as const, id: 'dave' },
  ];
  expect(stepInWords({ approvers, requiredApprovals: 2 })).toBe('2 approvals by group security or dave');
  expect(stepInWords({ approvers: [], requiredApprovals: 1 })).toBe('1 approval by nobody yet');
  expect(stepsInShort(two)).toBe('1 of group managers, then 1 of dave');
});
