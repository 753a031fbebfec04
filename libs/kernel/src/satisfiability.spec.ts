import fc from 'fast-check';
import { policyContent } from '@countersign/contracts';
import type { PolicyContent, PolicyContentInput } from '@countersign/contracts';
import { unsatisfiableStep } from './satisfiability.js';

const PEOPLE = ['a', 'b', 'c', 'd'];

const step = fc.record({
  approvers: fc
    .subarray(PEOPLE, { minLength: 1 })
    .map((ids) => ids.map((id) => ({ type: 'user' as const, id })))
    .chain((users) => fc.constantFrom(users, users, users, [...users, { type: 'group' as const, id: 'g' }])),
  requiredApprovals: fc.integer({ min: 1, max: 3 }),
});
const policy = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 4 }),
  distinctApprovers: fc.boolean(),
  allowSelfApproval: fc.boolean(),
});

function contentOf(change: Partial<PolicyContentInput>): PolicyContent {
  return policyContent.parse({
    name: 'p',
    conditions: [{ resourceNames: ['*'] }],
    maxAccessDuration: 'PT1H',
    steps: [],
    ...change,
  });
}

/** Tries every choice of people for every step; a group stands for as many unknown people as are needed. */
function someoneForEach(
  content: PolicyContent,
  excluded: string | undefined,
  used: string[] = [],
  at = 0,
): boolean {
  const one = content.steps[at];
  if (!one) return true;
  if (one.approvers.some(({ type }) => type === 'group'))
    return someoneForEach(content, excluded, used, at + 1);
  const free = one.approvers
    .map(({ id }) => id)
    .filter((id) => id !== excluded && !(content.distinctApprovers && used.includes(id)));
  return choices(free, one.requiredApprovals).some((chosen) =>
    someoneForEach(content, excluded, [...used, ...chosen], at + 1),
  );
}

function choices(from: string[], count: number): string[][] {
  if (count === 0) return [[]];
  return from.flatMap((one, i) => choices(from.slice(i + 1), count - 1).map((others) => [one, ...others]));
}

describe('a step that nobody could complete (rules.md#satisfiable-policies)', () => {
  it('is the same step that trying every choice of people finds', () => {
    fc.assert(
      fc.property(policy, fc.constantFrom(undefined, ...PEOPLE), (change, requester) => {
        const content = contentOf(change);
        const excluded = content.allowSelfApproval ? undefined : requester;
        const prefixes = content.steps.map((_, i) => ({ ...content, steps: content.steps.slice(0, i + 1) }));
        const failing = prefixes.findIndex((prefix) => !someoneForEach(prefix, excluded));
        // Without distinct approvers the steps are independent; with them, a further step never makes it easier.
        expect(unsatisfiableStep(content, requester)).toBe(failing === -1 ? null : failing);
      }),
      { numRuns: 2_000 },
    );
  });

  const users = (...ids: string[]) => ids.map((id) => ({ type: 'user' as const, id }));

  it('is computed without the requester, unless people may approve their own requests', () => {
    const content = contentOf({ steps: [{ approvers: users('a', 'b'), requiredApprovals: 2 }] });
    expect(unsatisfiableStep(content)).toBeNull();
    expect(unsatisfiableStep(content, 'a')).toBe(0);
    expect(unsatisfiableStep({ ...content, allowSelfApproval: true }, 'a')).toBeNull();
  });

  it('is found quickly in the largest possible policy', () => {
    const crowd = users(...Array.from({ length: 100 }, (_, i) => `p${String(i)}`));
    const content = contentOf({
      steps: Array.from({ length: 10 }, () => ({ approvers: crowd, requiredApprovals: 10 })),
    });
    expect(unsatisfiableStep(content)).toBeNull();
    expect(unsatisfiableStep(content, 'p0')).toBe(9);
  });
});
