import { baseConfig } from '@countersign/platform';
import type { BaseConfig } from '@countersign/platform';

/** Settings of the reporting service: those of every service with a database, and none of its own. */
export const reportingConfig = baseConfig;
export type ReportingConfig = BaseConfig;
