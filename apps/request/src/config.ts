import { z } from 'zod';
import { baseConfig } from '@countersign/platform';

/** Settings of the request service. */
export const requestConfig = baseConfig.extend({
  UNMATCHED_REQUESTS: z
    .literal('refuse', 'must be refuse: granting what no policy governs is not to be had')
    .default('refuse')
    .describe('What becomes of a request that no policy governs: refuse.'),
});
export type RequestConfig = z.output<typeof requestConfig>;
