import { oneAtATime } from '@countersign/postgres';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { ReadModels1764547200000 } from './migrations/1764547200000-read-models.js';
import { REPORTING_ROLE, REPORTING_SCHEMA, REPORTING_TABLES } from './reporting-schema.js';

/** In the order in which they run. */
export const reportingMigrations = [ReadModels1764547200000] as const;

export interface MigrateReporting {
  /** PostgreSQL URL of a role that may create schemas and grant ownership. */
  adminUrl: string;
  /** Login role of the service, which must exist. Default `countersign_reporting`. */
  serviceRole?: string;
}

/**
 * The service owns the tables, because a rebuild replaces them. The admin keeps the schema and the migration table: the
 * owner of a schema could replace any table in it by a view or a trigger, which the next migration would run as the admin.
 */
const OWNERSHIP = (role: string) =>
  [
    `ALTER SCHEMA ${REPORTING_SCHEMA} OWNER TO CURRENT_USER`,
    `GRANT USAGE, CREATE ON SCHEMA ${REPORTING_SCHEMA} TO ${role}`,
    ...REPORTING_TABLES.map((table) => `ALTER TABLE ${REPORTING_SCHEMA}.${table} OWNER TO ${role}`),
  ].join(';\n');

/**
 * Brings the schema `reporting` up to date and makes the service's role the owner of its tables. Idempotent, and safe
 * to run twice at once: the second run waits for the first.
 * @returns names of the migrations that this run applied
 */
export async function migrateReporting({
  adminUrl,
  serviceRole = REPORTING_ROLE,
}: MigrateReporting): Promise<string[]> {
  const dataSource = await new DataSource({
    type: 'postgres',
    url: adminUrl,
    schema: REPORTING_SCHEMA,
    migrations: [...reportingMigrations],
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
  }).initialize();
  try {
    return await inTurn(adminUrl, () => migrate(dataSource, serviceRole));
  } finally {
    await dataSource.destroy();
  }
}

async function migrate(dataSource: DataSource, serviceRole: string): Promise<string[]> {
  await dataSource.query(`CREATE SCHEMA IF NOT EXISTS ${REPORTING_SCHEMA}`);
  const ran = await dataSource.runMigrations();
  await dataSource.query(OWNERSHIP(quoteIdentifier(serviceRole)));
  return ran.map(({ name }) => name);
}

/** TypeORM itself does not stop two runs at the same time. */
async function inTurn<T>(adminUrl: string, work: () => Promise<T>): Promise<T> {
  const holder = new Client({ connectionString: adminUrl });
  await holder.connect();
  try {
    return await oneAtATime(holder, REPORTING_SCHEMA, work);
  } finally {
    await holder.end();
  }
}

function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
