import {
  logServiceConfig,
  requireMaxDuration,
  requireRelayUser,
  unmatchedSettings,
} from '@countersign/platform';
import {
  checkpointSettings,
  requireOwnAudience,
  submitSettings,
  ticketSettings,
} from '@countersign/request-server';
import type { z } from 'zod';

/** Settings of the request service. */
export const requestConfig = logServiceConfig
  .extend(unmatchedSettings)
  .extend(submitSettings)
  .extend(ticketSettings)
  .extend(checkpointSettings)
  .superRefine(requireMaxDuration)
  .superRefine(requireOwnAudience)
  .superRefine(requireRelayUser);
export type RequestConfig = z.output<typeof requestConfig>;
