import { policyContent, submitBody } from '@countersign/contracts';
import { FURTHEST_START_DAYS, LONGEST_OPEN_DAYS } from './longest-open.js';

/** The limits from which the longest time follows; a request that could stand longer would not be compared at start. */
describe('the longest time that a request is open', () => {
  const content = {
    name: 'production',
    conditions: [{ resourceNames: ['*'] }],
    steps: [{ approvers: [{ type: 'group', id: 'managers' }], requiredApprovals: 1 }],
    maxAccessDuration: 'PT4H',
    accessStarts: 'check-out',
    useBy: 'P30D',
  };
  const passes = (limits: object) => policyContent.safeParse({ ...content, ...limits }).success;

  it.each(['requestTtl', 'useBy', 'maxAccessDuration'])('rests on the limit of 30 days for %s', (name) => {
    expect(passes({ [name]: 'P30D' })).toBe(true);
    expect(passes({ [name]: 'P31D' })).toBe(false);
  });

  it('rests on the limit of 30 days for the duration that a request asks for', () => {
    const body = { resource: 'prod-db', account: 'admin' };
    expect(submitBody.safeParse({ ...body, duration: 'P30D' }).success).toBe(true);
    expect(submitBody.safeParse({ ...body, duration: 'P31D' }).success).toBe(false);
  });

  it('is the latest start, the longest wait for the check-out, and the longest access', () => {
    expect(LONGEST_OPEN_DAYS).toBe(FURTHEST_START_DAYS + 30 + 30);
  });
});
