import { baseConfig } from '@countersign/platform';
import type { BaseConfig } from '@countersign/platform';

/** Settings of the approval service: those every service has. */
export const approvalConfig = baseConfig;
export type ApprovalConfig = BaseConfig;
