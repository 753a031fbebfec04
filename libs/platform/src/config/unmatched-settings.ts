import { durationBetween } from '@countersign/contracts';
import type { Unmatched } from '@countersign/contracts';
import { z } from 'zod';

/**
 * What becomes of requests that no policy governs (rules.md#unmatched-requests). The policy service and the request
 * service need the same setting.
 */
export const unmatchedSettings = {
  UNMATCHED_REQUESTS: z
    .enum(['refuse', 'grant'], 'must be refuse or grant')
    .default('refuse')
    .describe(
      'What becomes of a request that no policy governs: refused, or granted at once and flagged. The same for the policy and the request service.',
    ),
  UNMATCHED_MAX_DURATION: durationBetween('PT1S', 'P30D')
    .optional()
    .describe('How long an access without a policy may last; required with UNMATCHED_REQUESTS=grant.'),
};

type Settings = z.output<z.ZodObject<typeof unmatchedSettings>>;

/** The check that there is a limit where there must be one; for `superRefine`. */
export function requireMaxDuration(settings: Settings, context: z.RefinementCtx): void {
  if (settings.UNMATCHED_REQUESTS === 'refuse' || settings.UNMATCHED_MAX_DURATION !== undefined) return;
  const message = 'is required with UNMATCHED_REQUESTS=grant';
  context.addIssue({ code: 'custom', path: ['UNMATCHED_MAX_DURATION'], message });
}

/** The setting as the rules want it: without a limit nothing is granted. */
export function unmatchedOf({ UNMATCHED_REQUESTS, UNMATCHED_MAX_DURATION }: Settings): Unmatched {
  return UNMATCHED_REQUESTS === 'grant' && UNMATCHED_MAX_DURATION !== undefined
    ? { outcome: 'granted', maxDuration: UNMATCHED_MAX_DURATION }
    : { outcome: 'refused' };
}
