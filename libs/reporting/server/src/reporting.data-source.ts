import type { DataSourceOptions } from 'typeorm';
import { ApprovalEntity } from './approvals/approval.entity.js';
import { AttemptEntity } from './attempts/attempts.entity.js';
import { CheckpointEntity } from './checkpoints/checkpoints.entity.js';
import { REPORTING_SCHEMA } from './reporting-schema.js';
import { RequestEntity } from './requests/request.entity.js';

/** Before the caller's patience ends (5 s), so that it is this service's own reason that is heard. */
const STATEMENT_MS = 4_500;

/**
 * How the service reads its read models. It never changes a schema: `migrateReporting` does, as an administrator.
 * A list that takes longer than its callers wait is ended by the database.
 * @param url - PostgreSQL, as the service's role
 */
export function reportingDataSource(url: string): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    schema: REPORTING_SCHEMA,
    applicationName: 'countersign-reporting',
    entities: [RequestEntity, ApprovalEntity, AttemptEntity, CheckpointEntity],
    synchronize: false,
    migrationsRun: false,
    installExtensions: false,
    connectTimeoutMS: 5_000,
    extra: { max: 10, statement_timeout: STATEMENT_MS },
  };
}
