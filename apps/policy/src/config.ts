import { durationBetween } from '@countersign/contracts';
import { baseConfig } from '@countersign/platform';
import { z } from 'zod';

/** Settings of the policy service: those every service has, and what explain says where no policy matches. */
export const policyConfig = baseConfig
  .extend({
    UNMATCHED_REQUESTS: z
      .enum(['refuse', 'grant'])
      .default('refuse')
      .describe('What becomes of a request that no policy governs; set it alike for the request service.'),
    UNMATCHED_MAX_DURATION: durationBetween('PT1S', 'P30D')
      .optional()
      .describe('Longest access without a policy, ISO 8601; required with UNMATCHED_REQUESTS=grant.'),
  })
  .refine((config) => config.UNMATCHED_REQUESTS === 'refuse' || config.UNMATCHED_MAX_DURATION !== undefined, {
    path: ['UNMATCHED_MAX_DURATION'],
    message: 'is required when UNMATCHED_REQUESTS is grant',
  });
export type PolicyConfig = z.output<typeof policyConfig>;
