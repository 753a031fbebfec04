/** PostgreSQL schema of the read models: disposable tables, owned by the service's role so that it can rebuild them. */
export const REPORTING_SCHEMA = 'reporting';

/** Role the service signs in with, unless a migration is told another. */
export const REPORTING_ROLE = 'countersign_reporting';

/** The tables of every read model, unqualified. */
export const REPORTING_TABLES = [
  'request_list',
  'request_count',
  'inbox',
  'timeline_entry',
  'refused_attempt',
  'checkpoint',
  'check_out_report',
  'check_out_report_approval',
  'summary_request',
  'summary_approval',
  'summary_step',
  'summary_decision',
] as const;
