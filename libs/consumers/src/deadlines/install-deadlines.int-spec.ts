import { Client } from 'pg';
import { testNats, testPostgres, eventually } from '@countersign/testing';
import type { TestDatabase } from '@countersign/testing';
import { anyStray } from '../operator/stray-cursors.js';
import { deadlineService, jobLog } from '../testing/deadline-service.js';
import { appendJob, planned } from '../testing/jobs.js';
import { asAdmin } from '@countersign/postgres/testing';
import { installDeadlines } from './install-deadlines.js';

jest.setTimeout(60_000);

const ROLES = { serviceRole: 'countersign_request', ownerRole: 'countersign_owner' };

let database: TestDatabase;
/** Clean-up after each test, in reverse order. */
const stops: (() => Promise<void>)[] = [];

beforeEach(async () => {
  database = await testPostgres();
});
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  await database.drop();
});

const install = (): Promise<void> =>
  asAdmin(database, (admin) => installDeadlines(admin, { log: 'request', ...ROLES }));
const keys = async (): Promise<string[]> =>
  (await database.sql<{ key: string }>('SELECT key FROM request_deadlines.deadline ORDER BY key')).map(
    ({ key }) => key,
  );

/** The SQLSTATE of each statement run as the service's role; undefined if it succeeds. */
async function asService(log: { url: string }, ...statements: string[]): Promise<(string | null)[]> {
  const client = new Client({ connectionString: log.url });
  await client.connect();
  const codes: (string | null)[] = [];
  for (const sql of statements) {
    const failed = (error: unknown): string => (error as { code: string }).code;
    codes.push(await client.query(sql).then(() => null, failed));
  }
  await client.end();
  return codes;
}

describe('the install of deadlines', () => {
  it('gives the service a table that it can rebuild, a schema that it cannot own, and no new rights in the log', async () => {
    const log = await jobLog(database);
    stops.push(() => log.close());
    const allowed = [
      'CREATE TABLE request_deadlines.deadline__next (LIKE request_deadlines.deadline INCLUDING ALL)',
      'DROP TABLE request_deadlines.deadline',
      'ALTER TABLE request_deadlines.deadline__next RENAME TO deadline',
    ];
    const refused = [
      'DROP SCHEMA request_deadlines CASCADE',
      'ALTER SCHEMA request_deadlines RENAME TO mine',
      'CREATE TABLE request.mine (n int)',
    ];
    expect(await asService(log, ...allowed)).toEqual([null, null, null]);
    expect(await asService(log, ...refused)).toEqual(['42501', '42501', '42501']);
  });

  it('changes nothing when repeated, and runs nothing that the service left behind', async () => {
    const log = await jobLog(database);
    stops.push(() => log.close());
    await database.sql(`INSERT INTO request_deadlines.deadline VALUES ('kept', now(), 'e', 'c')`);
    const trap = (table: string): string => `
      CREATE TRIGGER t BEFORE INSERT OR UPDATE OR DELETE ON ${table}
      FOR EACH STATEMENT EXECUTE FUNCTION request_deadlines.trap()`;
    const codes = await asService(
      log,
      `CREATE FUNCTION request_deadlines.trap() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'the trap was run by %', current_user; END $$`,
      trap('request_deadlines.deadline'),
      // Rows that the operator's new epoch reads and changes, by the name of the table.
      `CREATE TABLE request_deadlines.consumer_cursor AS SELECT * FROM request.consumer_cursor`,
      `INSERT INTO request_deadlines.consumer_cursor (consumer, log, kind, position, hash)
       VALUES ('stray', 'request', 'projection', 7, 'none')`,
      trap('request_deadlines.consumer_cursor'),
    );
    expect(codes).toEqual([null, null, null, null, null]);
    await install();
    expect(await keys()).toEqual(['kept']);
    expect(await asAdmin(database, (admin) => anyStray(admin, { log: 'request', ...ROLES }))).toBe(false);
  });

  it('migrates an older installation, whose table was in the schema of the log', async () => {
    const nats = await testNats();
    stops.push(() => nats.stop());
    const service = await deadlineService(database, nats);
    stops.push(() => service.stop());
    await appendJob(service.log.log, planned('old', new Date('2030-01-01')));
    await eventually('projected', async () => (await keys()).length === 1);
    await database.sql(`
      ALTER TABLE request_deadlines.deadline SET SCHEMA request;
      ALTER TABLE request.deadline OWNER TO countersign_owner`);
    await install();
    expect(await database.sql(`SELECT to_regclass('request.deadline') AS old`)).toEqual([{ old: null }]);
    await appendJob(service.log.log, planned('new', new Date('2030-01-01')));
    await eventually('all are there', async () => (await keys()).join() === 'new,old');
    await install();
    expect(await keys()).toEqual(['new', 'old']);
  });
});
