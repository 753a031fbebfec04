import pg from 'pg';
import { DataSource } from 'typeorm';
import { testPostgres } from '@countersign/testing';
import type { TestDatabase } from '@countersign/testing';
import { migrateReporting, reportingMigrations } from './migrate-reporting.js';
import { REPORTING_ROLE, REPORTING_TABLES } from './reporting-schema.js';

let database: TestDatabase;
let service: pg.Client;

beforeAll(async () => {
  database = await testPostgres();
  const url = await database.createRole(REPORTING_ROLE);
  const runs = await Promise.all([1, 2, 3].map(() => migrateReporting({ adminUrl: database.adminUrl })));
  expect(runs.flat().sort()).toEqual(reportingMigrations.map(({ name }) => name).sort());
  service = new pg.Client({ connectionString: url });
  await service.connect();
}, 120_000);
afterAll(async () => {
  await service.end();
  await database.drop();
});

it('a second run has nothing to do', async () => {
  expect(await migrateReporting({ adminUrl: database.adminUrl })).toEqual([]);
});

it('the service’s role owns the read models, and can rebuild them with every index', async () => {
  for (const table of REPORTING_TABLES) {
    await service.query(`CREATE TABLE reporting.${table}_new (LIKE reporting.${table} INCLUDING ALL)`);
    expect(await indexes(`${table}_new`)).toEqual(await indexes(table));
    await service.query(`DROP TABLE reporting.${table}`);
    await service.query(`ALTER TABLE reporting.${table}_new RENAME TO ${table}`);
  }
});

it('needs no extension', async () => {
  const found = await database.sql(`SELECT extname FROM pg_extension WHERE extname <> 'plpgsql'`);
  expect(found).toEqual([]);
});

it('can be undone whole', async () => {
  const admin = await new DataSource({
    type: 'postgres',
    url: database.adminUrl,
    schema: 'reporting',
    migrations: [...reportingMigrations],
    migrationsTableName: 'migration',
  }).initialize();
  try {
    await admin.undoLastMigration();
    const left = `SELECT relname FROM pg_class WHERE relnamespace = 'reporting'::regnamespace AND relkind = 'r' ORDER BY relname`;
    expect(await admin.query(left)).toEqual([{ relname: 'migration' }, { relname: 'turn' }]);
  } finally {
    await admin.destroy();
  }
  expect(await migrateReporting({ adminUrl: database.adminUrl })).toHaveLength(reportingMigrations.length);
});

it('the service’s role cannot write the list of migrations', async () => {
  await expect(service.query('DELETE FROM reporting.migration')).rejects.toThrow('permission denied');
});

it.each([
  'DROP TABLE reporting.migration',
  'ALTER TABLE reporting.migration RENAME TO old',
  'CREATE TRIGGER t BEFORE INSERT ON reporting.migration EXECUTE FUNCTION suppress_redundant_updates_trigger()',
  'DROP SCHEMA reporting CASCADE',
])('the service’s role cannot plant anything that the next migration would run: %s', async (sql) => {
  await expect(service.query(sql)).rejects.toMatchObject({ code: '42501' });
});

/** The definition of each index, without its name. */
async function indexes(table: string): Promise<string[]> {
  const { rows } = await service.query<{ columns: string }>(
    `SELECT substring(indexdef FROM ' USING .*') AS columns FROM pg_indexes
      WHERE schemaname = 'reporting' AND tablename = $1 ORDER BY 1`,
    [table],
  );
  return rows.map(({ columns }) => columns);
}
