import { z } from 'zod';

/** The settings of rules.md#open-requests. */
export const submitSettings = {
  MAX_OPEN_REQUESTS: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(25)
    .describe('How many pending requests a person may have, 1 to 100000.'),
};
