import type { Unmatched } from '@countersign/policy-server';
import type { PolicyConfig } from './config.js';

/** What becomes of a request that no policy governs, as the settings say. */
export function unmatchedBy({ UNMATCHED_REQUESTS, UNMATCHED_MAX_DURATION }: PolicyConfig): Unmatched {
  return UNMATCHED_REQUESTS === 'grant' && UNMATCHED_MAX_DURATION !== undefined
    ? { outcome: 'granted', maxDuration: UNMATCHED_MAX_DURATION }
    : { outcome: 'refused' };
}
