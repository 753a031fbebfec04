import type { DataSourceOptions } from 'typeorm';
import { ApprovalEntity } from './approvals/approval.entity.js';
import { AttemptEntity } from './attempts/attempts.query.js';
import { CheckpointEntity } from './checkpoints/checkpoints.query.js';
import { REPORTING_SCHEMA } from './reporting-schema.js';
import { RequestEntity } from './requests/request.entity.js';
import { MOST_SEARCHES } from './search/search-slots.js';

/** Shorter than the caller's timeout (5 s), so that the caller receives this service's own reason. */
const STATEMENT_MS = 4_500;

/** How long a search may take, in milliseconds. */
export const SEARCH_MS = 2_000;

/**
 * The connection through which the service reads its read models. It never changes the schema: `migrateReporting` does
 * that, as an administrator. The database ends a query that takes longer than its caller waits.
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

/** Connections for searches alone: a search can be slow at any size, and must not make lists wait. */
export function searchDataSource(url: string) {
  return {
    ...reportingDataSource(url),
    name: SEARCH,
    applicationName: 'countersign-search',
    extra: { max: MOST_SEARCHES, statement_timeout: SEARCH_MS },
  };
}

/** The name of the connections for searches in Nest. */
export const SEARCH = 'search';
