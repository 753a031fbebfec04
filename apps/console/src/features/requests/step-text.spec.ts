import { askedText, missingApprovals, missingText, shortenedTo, stepTitle, whoText } from './step-text.js';
import type { Step } from './types.js';

const managers = { type: 'group', id: 'managers' } as const;
const dave = { type: 'user', id: 'dave' } as const;
const by = (id: string, decision: 'approve' | 'reject' = 'approve'): Step['decisions'][number] => ({
  by: { id, name: id, email: null },
  decision,
  comment: null,
  maxDuration: null,
  at: '2026-01-31T09:00:00.000Z',
  mfa: false,
  selfApproval: false,
});
const step = (requiredApprovals: number, decisions: Step['decisions'] = []): Step => ({
  name: null,
  status: 'pending',
  requiredApprovals,
  approvers: [managers, dave],
  decisions,
});

it('the title of a step is its name, or its number', () => {
  expect(stepTitle('Manager Review', 1)).toBe('Manager Review');
  expect(stepTitle(null, 1)).toBe('Step 2');
});

it('a step names its approvers', () => {
  expect(whoText([dave])).toBe('dave');
  expect(whoText([managers, dave])).toBe('anyone of managers or dave');
  expect(whoText([managers, managers, dave])).toBe('anyone of managers, anyone of managers or dave');
  expect(askedText(1)).toBe('1 approval needed');
  expect(askedText(2)).toBe('2 approvals needed, by different people');
});

it('a step counts people once, and no rejections (rules.md#quorum)', () => {
  expect(missingText(step(1))).toBe('1 approval by anyone of managers or dave');
  expect(missingText(step(2, [by('bob')]))).toBe('1 more approval by anyone of managers or dave');
  expect(missingText(step(3, [by('bob'), by('bob')]))).toBe('2 more approvals by anyone of managers or dave');
  expect(missingApprovals(step(1, [by('bob', 'reject')]))).toBe(1);
  expect(missingApprovals(step(1, [by('bob'), by('carol')]))).toBe(0);
});

it('the shortest duration counts (rules.md#shortening)', () => {
  const limited = (...limits: (string | null)[]) =>
    step(
      1,
      limits.map((maxDuration) => ({ ...by('bob'), maxDuration })),
    );
  expect(shortenedTo({ duration: 'PT1H', steps: [limited('PT45M', null), limited('PT50M')] })).toBe('PT45M');
  expect(shortenedTo({ duration: 'PT1H', steps: [limited('PT1H', 'PT2H')] })).toBeNull();
  expect(shortenedTo({ duration: 'PT1H', steps: [] })).toBeNull();
});
