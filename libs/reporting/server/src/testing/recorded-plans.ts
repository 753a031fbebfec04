import type { QueryConfig } from 'pg';
import { DataSource } from 'typeorm';
import type { Logger } from 'typeorm';
import type { LogName, RecordedEvent } from '@countersign/contracts';
import type { Projection } from '@countersign/consumers';
import { reportingDataSource } from '../reporting.data-source.js';
import { REPORTING_ROLE, REPORTING_SCHEMA, REPORTING_TABLES } from '../reporting-schema.js';
import { fill } from './filled-read-models.js';
import { testReadModels } from './test-read-models.js';
import type { TestReadModels } from './test-read-models.js';

/** Read models with many rows, and the plans of their statements. */
export interface RecordedPlans {
  models: TestReadModels;
  dataSource: DataSource;
  /** Plans of every SELECT that the work runs on the data source, as text. */
  of(work: () => Promise<unknown>): Promise<string[]>;
  /** Plans of the statements with which a projection applies the events. */
  applying(projection: Projection, log: LogName, events: RecordedEvent[]): Promise<string[]>;
  close(): Promise<void>;
}

export async function recordedPlans(requests = 20_000): Promise<RecordedPlans> {
  const models = await testReadModels();
  await models.pool.query(fill(requests));
  for (const table of REPORTING_TABLES) await models.database.sql(`VACUUM ANALYZE reporting.${table}`);
  const statements: { text: string; parameters: unknown[] }[] = [];
  const options = reportingDataSource(models.database.urlFor(REPORTING_ROLE));
  const logger = recorder((text, parameters) => statements.push({ text, parameters }));
  const dataSource = await new DataSource({ ...options, logging: ['query'], logger }).initialize();
  return {
    models,
    dataSource,
    of: async (work) => {
      statements.length = 0;
      await work();
      const selects = statements.filter(({ text }) => /^\s*(SELECT|WITH)/.test(text));
      return Promise.all(selects.map(({ text, parameters }) => explain(models, text, parameters)));
    },
    applying: (projection, log, events) => applying(models, projection, log, events),
    close: async () => {
      await dataSource.destroy();
      await models.close();
    },
  };
}

async function explain(models: TestReadModels, text: string, parameters: unknown[]): Promise<string> {
  const { rows } = await models.pool.query<PlanLine>(`EXPLAIN ${text}`, parameters);
  return asText(rows);
}

async function applying(
  { pool }: TestReadModels,
  projection: Projection,
  log: LogName,
  events: RecordedEvent[],
): Promise<string[]> {
  const client = await pool.connect();
  const plans: string[] = [];
  const query = async (statement: string | Required<QueryConfig>, given: unknown[] = []) => {
    const { text, values } = typeof statement === 'string' ? { text: statement, values: given } : statement;
    const { rows } = await client.query<PlanLine>(`EXPLAIN ${text}`, values);
    plans.push(asText(rows));
    return client.query(text, values);
  };
  try {
    await client.query('BEGIN');
    const table = (name: string) => `${REPORTING_SCHEMA}.${name}`;
    await projection.apply(events, log, { client: { query } as never, table });
    return plans;
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

interface PlanLine {
  'QUERY PLAN': string;
}

function asText(rows: readonly PlanLine[]): string {
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

function recorder(record: (text: string, parameters: unknown[]) => void): Logger {
  const ignored = (): void => undefined;
  return {
    logQuery: (text, parameters = []) => record(text, parameters as unknown[]),
    logQueryError: ignored,
    logQuerySlow: ignored,
    logSchemaBuild: ignored,
    logMigration: ignored,
    log: ignored,
  };
}
