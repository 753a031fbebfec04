import { DataSource } from 'typeorm';
import type { Logger } from 'typeorm';
import { reportingDataSource } from '../reporting.data-source.js';
import { REPORTING_ROLE } from '../reporting-schema.js';
import type { TestReadModels } from './test-read-models.js';

/** A data source that remembers its statements, to ask PostgreSQL how it would run them. */
export interface RecordedPlans {
  dataSource: DataSource;
  /** Plans of every SELECT that the work runs, as text. */
  of(work: () => Promise<unknown>): Promise<string[]>;
  close(): Promise<void>;
}

export async function recordedPlans(models: TestReadModels): Promise<RecordedPlans> {
  const statements: { text: string; parameters: unknown[] }[] = [];
  const options = reportingDataSource(models.database.urlFor(REPORTING_ROLE));
  const logger = recorder((text, parameters) => statements.push({ text, parameters }));
  const dataSource = await new DataSource({ ...options, logging: ['query'], logger }).initialize();
  return {
    dataSource,
    of: async (work) => {
      statements.length = 0;
      await work();
      const selects = statements.filter(({ text }) => text.trimStart().startsWith('SELECT'));
      return Promise.all(selects.map(({ text, parameters }) => explain(models, text, parameters)));
    },
    close: () => dataSource.destroy(),
  };
}

async function explain(models: TestReadModels, text: string, parameters: unknown[]): Promise<string> {
  const { rows } = await models.pool.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, parameters);
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
