/** PostgreSQL schema of the read models: disposable tables, owned by the service's role so that it can rebuild them. */
export const REPORTING_SCHEMA = 'reporting';

/** Role the service signs in with, unless a migration is told another. */
export const REPORTING_ROLE = 'countersign_reporting';

/** The tables of every read model, unqualified. */
export const REPORTING_TABLES = [
  'request',
  'request_count',
  'approval',
  'refused_attempt',
  'checkpoint',
] as const;
