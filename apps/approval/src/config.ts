import { logServiceConfig, requireRelayUser } from '@countersign/platform';
import type { LogServiceConfig } from '@countersign/platform';

/** Settings of the approval service: those every service has. */
export const approvalConfig = logServiceConfig.superRefine(requireRelayUser);
export type ApprovalConfig = LogServiceConfig;
