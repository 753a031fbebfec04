import {
  logServiceConfig,
  requireMaxDuration,
  requireRelayUser,
  unmatchedSettings,
} from '@countersign/platform';
import type { z } from 'zod';

/** Settings of the policy service: those every service has, and what explain says where no policy matches. */
export const policyConfig = logServiceConfig
  .extend(unmatchedSettings)
  .superRefine(requireMaxDuration)
  .superRefine(requireRelayUser);
export type PolicyConfig = z.output<typeof policyConfig>;
