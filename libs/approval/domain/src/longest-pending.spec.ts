import { policyContent } from '@countersign/contracts';
import { LONGEST_PENDING_DAYS } from './longest-pending.js';

it('an approval is never pending for longer than the longest requestTtl of a policy', () => {
  const steps = [{ approvers: [{ type: 'group', id: 'managers' }], requiredApprovals: 1 }];
  const conditions = [{ resourceNames: ['*'] }];
  const passes = (requestTtl: string) =>
    policyContent.safeParse({ name: 'p', conditions, steps, maxAccessDuration: 'PT4H', requestTtl }).success;
  expect(passes(`P${LONGEST_PENDING_DAYS}D`)).toBe(true);
  expect(passes(`P${LONGEST_PENDING_DAYS + 1}D`)).toBe(false);
});
