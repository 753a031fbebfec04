import type { PolicyContent } from '../policy-types.js';
import { contentOf, draftOf, emptyDraft, moved, withApprovers } from './draft.js';

const content: PolicyContent = {
  name: 'databases',
  enabled: true,
  priority: 3,
  conditions: [{ resourceNames: ['prod-*'] }, { accountNames: ['root'] }],
  maxAccessDuration: 'PT4H',
  minAccessDuration: 'PT1S',
  requestTtl: 'PT24H',
  steps: [
    {
      approvers: [
        { type: 'user', id: 'dave' },
        { type: 'group', id: 'security' },
      ],
      requiredApprovals: 2,
    },
  ],
  justification: 'required',
  allowSelfApproval: false,
  distinctApprovers: true,
  mfa: { onRequest: false, onApproval: true, onCheckOut: true, maxAge: 'PT5M' },
  accessStarts: 'check-out',
  useBy: 'PT8H',
  checkOut: { exclusive: true },
};

it('a saved policy is unchanged when it is opened and saved again', () => {
  expect(contentOf(draftOf(content))).toEqual(content);
  const { useBy: _, ...plain } = { ...content, accessStarts: 'approval' as const, description: 'why' };
  expect(contentOf(draftOf(plain))).toEqual(plain);
});

it('empty values and values without effect are not sent', () => {
  const draft = { ...draftOf(content), description: '  ', accessStarts: 'approval' as const };
  expect(contentOf(draft)).not.toHaveProperty('useBy');
  expect(contentOf(draft)).not.toHaveProperty('description');
  expect(contentOf(emptyDraft())).toMatchObject({ conditions: [{}], steps: [{ requiredApprovals: 1 }] });
  expect(contentOf(emptyDraft()).steps[0]).not.toHaveProperty('name');
});

it.each([
  [0, 1, 'bac'],
  [2, 0, 'cab'],
  [1, 1, 'abc'],
  [0, 9, 'bca'],
  [1, -1, 'bac'],
])('an item moved from %i to %i', (from, to, result) =>
  expect(moved(['a', 'b', 'c'], from, to).join('')).toBe(result),
);

it('kept approvers keep their positions', () => {
  const { approvers } = content.steps[0]!;
  expect(withApprovers(approvers, 'user', ['dave', 'grace'])).toEqual([
    ...approvers,
    { type: 'user', id: 'grace' },
  ]);
  expect(withApprovers(approvers, 'user', [])).toEqual([{ type: 'group', id: 'security' }]);
  // A person may have the same id as a group.
  expect(withApprovers(approvers, 'user', ['dave', 'security'])).toContainEqual({
    type: 'user',
    id: 'security',
  });
});
