/** PostgreSQL schema of the read models: disposable tables, which the service's role owns so that it can rebuild them. */
export const REPORTING_SCHEMA = 'reporting';

/** The default role of the service. */
export const REPORTING_ROLE = 'countersign_reporting';

/** The tables of every read model, unqualified. */
export const REPORTING_TABLES = [
  'request',
  'request_count',
  'approval',
  'refused_attempt',
  'checkpoint',
] as const;
