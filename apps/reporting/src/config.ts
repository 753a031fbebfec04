import { baseConfig } from '@countersign/platform';
import type { BaseConfig } from '@countersign/platform';

/** Settings of the reporting service: only the settings that every service with a database has. */
export const reportingConfig = baseConfig;
export type ReportingConfig = BaseConfig;
