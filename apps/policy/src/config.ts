import { baseConfig } from '@countersign/platform';
import { z } from 'zod';

/** Settings of the policy service: those every service has, and what explain says where no policy matches. */
export const policyConfig = baseConfig.extend({
  UNMATCHED_REQUESTS: z
    .literal('refuse', 'must be refuse: granting what no policy governs is not to be had')
    .default('refuse')
    .describe(
      'What explain says of a request that no policy governs; the request service has the same setting.',
    ),
});
export type PolicyConfig = z.output<typeof policyConfig>;
