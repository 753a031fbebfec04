import { testPostgres } from '@countersign/testing';
import type { TestDatabase } from '@countersign/testing';
import { Client } from 'pg';
import { logNames } from '@countersign/contracts';
import type { LogName } from '@countersign/contracts';
import { genesisHash } from '@countersign/proof';
import { appendOf, to } from '../testing/append-of.js';
import { SERVICE_ROLE } from '../testing/test-log.js';
import { EarlierFormat, installLog } from './install-log.js';
import { logSchemaSteps } from './log-schema.sql.js';
import { PostgresEventLog } from './postgres-event-log.js';

const installation = { log: 'request', serviceRole: SERVICE_ROLE } as const;

describe('installLog', () => {
  let database: TestDatabase;
  let admin: Client;
  beforeEach(async () => {
    database = await testPostgres();
    await database.createRole(SERVICE_ROLE);
    admin = new Client({ connectionString: database.adminUrl });
    await admin.connect();
  });
  afterEach(async () => {
    await admin.end();
    await database.drop();
  });

  it('can run repeatedly, and keeps existing events', async () => {
    await installLog(admin, installation);
    const log = new PostgresEventLog({ log: 'request', url: database.urlFor(SERVICE_ROLE) });
    await log.append(appendOf([to('a', 0)]));
    const head = await log.head();
    await installLog(admin, installation);
    expect(await log.head()).toEqual(head);
    await log.append(appendOf([to('a', 1)]));
    await log.close();
  });

  it('can run in several places at once', async () => {
    const others = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const client = new Client({ connectionString: database.adminUrl });
        await client.connect();
        return client;
      }),
    );
    await Promise.all(others.map((client) => installLog(client, installation)));
    await Promise.all(others.map((client) => client.end()));
    expect((await admin.query('SELECT version FROM request.log_version ORDER BY 1')).rows).toEqual(
      logSchemaSteps.map((_, i) => ({ version: i + 1 })),
    );
  });

  it('can run at the same time as other first installations, of the same log or of others, without a superuser', async () => {
    const installer = `installer_${database.name}`;
    const ownerRole = `owner_${database.name}`;
    await admin.query(`CREATE ROLE ${installer} LOGIN CREATEROLE PASSWORD 'test-role-password'`);
    await admin.query(`GRANT CREATE ON DATABASE ${database.name} TO ${installer}`);
    const install = async (log: LogName): Promise<void> => {
      const client = new Client({ connectionString: database.urlFor(installer) });
      await client.connect();
      await installLog(client, { log, serviceRole: SERVICE_ROLE, ownerRole }).finally(() => client.end());
    };
    await Promise.all([...logNames, ...logNames].map(install));
    await Promise.all([...logNames, ...logNames].map(install));
    for (const log of logNames)
      expect((await admin.query(`SELECT FROM ${log}.log_version`)).rowCount).toBe(logSchemaSteps.length);
    await admin.query(
      `DROP OWNED BY ${ownerRole}, ${installer} CASCADE; DROP ROLE ${ownerRole}, ${installer}`,
    );
  });

  it('starts from the documented genesis hash', async () => {
    await installLog(admin, installation);
    const { rows } = await admin.query<{ log_id: string }>(
      `SELECT log_id, encode(hash, 'hex') AS hash, erasures FROM request.head`,
    );
    expect(rows[0]).toMatchObject({ hash: genesisHash(rows[0]!.log_id, 'request'), erasures: 0 });
  });

  it('refuses a log that was installed by a newer build', async () => {
    await installLog(admin, installation);
    await admin.query('INSERT INTO request.log_version (version) VALUES (99)');
    await expect(installLog(admin, installation)).rejects.toThrow('newer than this build');
  });

  it('refuses a log whose events belong to one stream each, and says what to do', async () => {
    await admin.query(`
      CREATE SCHEMA request;
      CREATE TABLE request.event (position bigint PRIMARY KEY, stream text NOT NULL, version integer NOT NULL)`);
    await expect(installLog(admin, installation)).rejects.toThrow(EarlierFormat);
    await expect(installLog(admin, installation)).rejects.toThrow(
      'the request log in this database was made by an earlier version of Countersign, whose format was never ' +
        'released: it cannot be read or migrated. Use an empty database ("npm start -- --fresh" in standalone).',
    );
    expect((await admin.query(`SELECT to_regclass('request.membership') AS made`)).rows).toEqual([
      { made: null },
    ]);
  });

  it('leaves nothing behind when it fails', async () => {
    await expect(installLog(admin, { ...installation, serviceRole: 'nobody_here' })).rejects.toThrow(
      'nobody_here',
    );
    expect((await admin.query(`SELECT 1 FROM pg_namespace WHERE nspname = 'request'`)).rows).toEqual([]);
  });

  it('refuses a database in another encoding', async () => {
    const name = `${database.name}_latin`;
    await admin.query(`CREATE DATABASE ${name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0`);
    const url = new URL(database.adminUrl);
    url.pathname = name;
    const latin = new Client({ connectionString: url.href });
    await latin.connect();
    try {
      await expect(installLog(latin, installation)).rejects.toThrow('UTF8');
    } finally {
      await latin.end();
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    }
  });

  it('needs no superuser', async () => {
    const role = `installer_${database.name}`;
    await admin.query(`CREATE ROLE ${role} LOGIN CREATEROLE PASSWORD 'test-role-password'`);
    await admin.query(`GRANT CREATE ON DATABASE ${database.name} TO ${role}`);
    const installer = new Client({ connectionString: database.urlFor(role) });
    await installer.connect();
    const ownerRole = `owner_${database.name}`;
    await installLog(installer, { ...installation, ownerRole });
    await installLog(installer, { ...installation, ownerRole });
    const { rows } = await admin.query<{ tableowner: string }>(
      `SELECT tableowner FROM pg_tables WHERE schemaname = 'request'`,
    );
    expect(new Set(rows.map(({ tableowner }) => tableowner))).toEqual(new Set([ownerRole]));
    await installer.end();
    await admin.query(
      `DROP SCHEMA request CASCADE; DROP OWNED BY ${ownerRole}, ${role}; DROP ROLE ${ownerRole}, ${role}`,
    );
  });
});
