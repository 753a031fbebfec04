export { ReportingModule } from './reporting.module.js';
export { migrateReporting, reportingMigrations } from './migrate-reporting.js';
export type { MigrateReporting } from './migrate-reporting.js';
export { REPORTING_ROLE, REPORTING_SCHEMA } from './reporting-schema.js';
