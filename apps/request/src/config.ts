import { baseConfig, requireMaxDuration, unmatchedSettings } from '@countersign/platform';
import type { z } from 'zod';

/** Settings of the request service. */
export const requestConfig = baseConfig.extend(unmatchedSettings).superRefine(requireMaxDuration);
export type RequestConfig = z.output<typeof requestConfig>;
