import { durationBetween } from '@countersign/contracts';
import type { Unmatched } from '@countersign/contracts';
import { z } from 'zod';

/** The settings of rules.md#unmatched-requests; the policy and the request service must have the same values. */
export const unmatchedSettings = {
  UNMATCHED_REQUESTS: z
    .enum(['refuse', 'grant'], 'must be refuse or grant')
    .default('refuse')
    .describe(
      'Whether a request that no policy governs is refused, or granted at once and flagged. Set the same value for the policy service and the request service.',
    ),
  UNMATCHED_MAX_DURATION: durationBetween('PT1S', 'P30D')
    .optional()
    .describe(
      'Maximum duration of an access that no policy governs; required with UNMATCHED_REQUESTS=grant.',
    ),
};

type Settings = z.output<z.ZodObject<typeof unmatchedSettings>>;

/** Checks that a limit is set where one is required; for `superRefine`. */
export function requireMaxDuration(settings: Settings, context: z.RefinementCtx): void {
  if (settings.UNMATCHED_REQUESTS === 'refuse' || settings.UNMATCHED_MAX_DURATION !== undefined) return;
  const message = 'is required with UNMATCHED_REQUESTS=grant';
  context.addIssue({ code: 'custom', path: ['UNMATCHED_MAX_DURATION'], message });
}

/** The settings in the form that the rules take: without a limit nothing is granted. */
export function unmatchedOf({ UNMATCHED_REQUESTS, UNMATCHED_MAX_DURATION }: Settings): Unmatched {
  return UNMATCHED_REQUESTS === 'grant' && UNMATCHED_MAX_DURATION !== undefined
    ? { outcome: 'granted', maxDuration: UNMATCHED_MAX_DURATION }
    : { outcome: 'refused' };
}
