import { installConsumers } from '@countersign/messaging';
import pg from 'pg';
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

test('when it runs again there is nothing to do', async () => {
  expect(await migrateReporting({ adminUrl: database.adminUrl })).toEqual([]);
});

test('rows of a version that knew no self-approvals get their flag by a rebuild', async () => {
  const admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  try {
    await installConsumers(admin, { schema: 'reporting', serviceRole: REPORTING_ROLE });
    await admin.query(`
      INSERT INTO reporting.consumer_cursor (consumer, log, kind)
      VALUES ('request-list', 'request', 'projection'), ('timeline', 'request', 'projection');
      ALTER TABLE reporting.request_list DROP COLUMN self_approved;
      DELETE FROM reporting.migration WHERE name = 'SelfApproved1763638100000'`);
    expect(await migrateReporting({ adminUrl: database.adminUrl })).toEqual(['SelfApproved1763638100000']);
    const { rows } = await admin.query('SELECT consumer, rebuild FROM reporting.consumer_cursor ORDER BY 1');
    expect(rows).toEqual([
      { consumer: 'request-list', rebuild: 'requested' },
      { consumer: 'timeline', rebuild: null },
    ]);
  } finally {
    await admin.end();
  }
});

test('the service’s role owns the read models, and can rebuild them with every index', async () => {
  for (const table of REPORTING_TABLES) {
    await service.query(`CREATE TABLE reporting.${table}_new (LIKE reporting.${table} INCLUDING ALL)`);
    expect(await indexes(`${table}_new`)).toEqual(await indexes(table));
    await service.query(`DROP TABLE reporting.${table}`);
    await service.query(`ALTER TABLE reporting.${table}_new RENAME TO ${table}`);
  }
});

test('free text has its trigram index', async () => {
  const found = await database.sql(
    `SELECT 1 FROM pg_indexes WHERE indexdef LIKE '%gin_trgm_ops%' AND schemaname = 'reporting'`,
  );
  expect(found).toHaveLength(1);
});

test('the service’s role cannot write the list of migrations', async () => {
  await expect(service.query('DELETE FROM reporting.migration')).rejects.toThrow('permission denied');
});

test.each([
  'DROP TABLE reporting.migration',
  'ALTER TABLE reporting.migration RENAME TO old',
  'CREATE TRIGGER t BEFORE INSERT ON reporting.migration EXECUTE FUNCTION suppress_redundant_updates_trigger()',
  'DROP SCHEMA reporting CASCADE',
])('the service’s role can put nothing of its own in the way of the next migration: %s', async (sql) => {
  await expect(service.query(sql)).rejects.toMatchObject({ code: '42501' });
});

/** Columns of each index, without its name. */
async function indexes(table: string): Promise<string[]> {
  const { rows } = await service.query<{ columns: string }>(
    `SELECT substring(indexdef FROM ' USING .*') AS columns FROM pg_indexes
      WHERE schemaname = 'reporting' AND tablename = $1 ORDER BY 1`,
    [table],
  );
  return rows.map(({ columns }) => columns);
}
