import { Client } from 'pg';
import { testPostgres } from '@countersign/testing';
import type { TestDatabase } from '@countersign/testing';
import { installSchema } from './install-schema.js';
import type { SchemaInstallation } from './install-schema.js';

jest.setTimeout(60_000);

let database: TestDatabase;
let admin: Client;

beforeEach(async () => {
  database = await testPostgres();
  admin = await connected();
});
afterEach(async () => {
  await admin.end();
  await database.drop();
});

async function connected(): Promise<Client> {
  const client = new Client({ connectionString: database.adminUrl });
  await client.connect();
  return client;
}

const made = (steps: string[], rest: Partial<SchemaInstallation> = {}): SchemaInstallation => ({
  name: 'part of a test',
  steps,
  grants: [],
  ...rest,
});

const remembered = (steps: string[]): SchemaInstallation =>
  made(steps, {
    versions: 'part.version',
    prepare: async (client) => {
      await client.query(`
        CREATE SCHEMA IF NOT EXISTS part;
        CREATE TABLE IF NOT EXISTS part.version (version integer PRIMARY KEY);
        LOCK TABLE part.version IN EXCLUSIVE MODE`);
    },
  });

const rowsOf = async (sql: string): Promise<unknown[]> => (await admin.query<object>(sql)).rows;

describe('installSchema', () => {
  it('runs each step once if a table records the steps, and later only new steps', async () => {
    await installSchema(admin, remembered(['CREATE TABLE part.a ()']));
    await installSchema(admin, remembered(['CREATE TABLE part.a ()', 'CREATE TABLE part.b ()']));
    await installSchema(admin, remembered(['CREATE TABLE part.a ()', 'CREATE TABLE part.b ()']));
    expect(await rowsOf('SELECT version FROM part.version ORDER BY 1')).toEqual([
      { version: 1 },
      { version: 2 },
    ]);
  });

  it('runs every step again if no table records the steps', async () => {
    const counted = made([
      'CREATE TABLE IF NOT EXISTS counted (n integer)',
      'INSERT INTO counted (n) VALUES (1)',
    ]);
    await installSchema(admin, counted);
    await installSchema(admin, counted);
    expect(await rowsOf('SELECT n FROM counted')).toHaveLength(2);
  });

  it('refuses a schema that a newer build has installed', async () => {
    await installSchema(admin, remembered(['SELECT 1', 'SELECT 2']));
    await expect(installSchema(admin, remembered(['SELECT 1']))).rejects.toThrow(
      'part of a test is at version 2, newer than this build knows (1)',
    );
  });

  it('leaves nothing behind when a later step or a grant fails', async () => {
    const steps = ['CREATE TABLE first_step ()'];
    await expect(installSchema(admin, made([...steps, 'SELECT nothing']))).rejects.toThrow('nothing');
    const grants = ['GRANT SELECT ON first_step TO nobody_here'];
    await expect(installSchema(admin, made(steps, { grants }))).rejects.toThrow('nobody_here');
    expect(await rowsOf(`SELECT to_regclass('first_step') AS made`)).toEqual([{ made: null }]);
  });

  it('can run in several places at once', async () => {
    const others = await Promise.all(Array.from({ length: 4 }, connected));
    const steps = ['CREATE TABLE part.a ()'];
    await Promise.all(others.map((client) => installSchema(client, remembered(steps))));
    await Promise.all(others.map((client) => client.end()));
    expect(await rowsOf('SELECT version FROM part.version')).toEqual([{ version: 1 }]);
  });
});
