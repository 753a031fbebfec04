import pg from 'pg';
import { DataSource } from 'typeorm';
import type { LogName, RecordedEvent } from '@countersign/contracts';
import type { Projection } from '@countersign/consumers';
import { testPostgres } from '@countersign/testing';
import type { TestDatabase } from '@countersign/testing';
import { migrateReporting } from '../migrate-reporting.js';
import { reportingDataSource } from '../reporting.data-source.js';
import { REPORTING_ROLE, REPORTING_SCHEMA, REPORTING_TABLES } from '../reporting-schema.js';

/** The read models in a database of their own, used with the rights of the service's role. */
export interface TestReadModels {
  database: TestDatabase;
  dataSource: DataSource;
  pool: pg.Pool;
  /** Applies one batch in one transaction, as the consumer does; `suffix` names the tables of a rebuild. */
  apply(projection: Projection, log: LogName, events: RecordedEvent[], suffix?: string): Promise<void>;
  /** Every row of a table as JSON text, in a fixed order. */
  rows(table: string): Promise<string[]>;
  empty(): Promise<void>;
  close(): Promise<void>;
}

export async function testReadModels(): Promise<TestReadModels> {
  const database = await testPostgres();
  const url = await database.createRole(REPORTING_ROLE);
  await migrateReporting({ adminUrl: database.adminUrl });
  const dataSource = await new DataSource(reportingDataSource(url)).initialize();
  const pool = new pg.Pool({ connectionString: url, max: 4 });
  return {
    database,
    dataSource,
    pool,
    apply: (projection, log, events, suffix = '') => apply(pool, projection, log, events, suffix),
    rows: async (table) => {
      const found = await pool.query<{ row: string }>(
        `SELECT to_json(t)::text AS row FROM ${REPORTING_SCHEMA}.${table} AS t ORDER BY 1`,
      );
      return found.rows.map(({ row }) => row);
    },
    empty: async () => {
      await pool.query(
        `TRUNCATE ${REPORTING_TABLES.map((table) => `${REPORTING_SCHEMA}.${table}`).join(', ')}`,
      );
    },
    close: async () => {
      await dataSource.destroy();
      await pool.end();
      await database.drop();
    },
  };
}

/** Consumers of one process share what they are given: none may change it. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

async function apply(
  pool: pg.Pool,
  projection: Projection,
  log: LogName,
  events: RecordedEvent[],
  suffix: string,
) {
  const own = events.filter(({ type }) => projection.types?.includes(type) ?? true);
  if (own.length === 0) return;
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await projection.apply(own.map(frozen), log, {
      client,
      table: (name) => `"${REPORTING_SCHEMA}"."${name}${suffix}"`,
    });
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}
