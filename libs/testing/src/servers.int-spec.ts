import { existsSync } from 'node:fs';
import pg from 'pg';
import { connect } from '@nats-io/transport-node';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { isRunning } from '@countersign/servers';
import { testNats } from './test-nats.js';
import { testPostgres } from './test-postgres.js';
import type { TestDatabase } from './test-postgres.js';

describe('testPostgres', () => {
  it('gives each test an empty database, with roles that may log in', async () => {
    const [one, other] = await Promise.all([testPostgres(), testPostgres()]);
    await one.sql('CREATE TABLE a (b int)');
    expect(await other.sql(`SELECT 1 FROM pg_tables WHERE tablename = 'a'`)).toEqual([]);
    const [url] = await Promise.all([one.createRole('test role'), other.createRole('test role')]);
    const client = new pg.Client(url);
    await client.connect();
    const { rows } = await client.query<{ version: string }>(
      'SELECT current_user, current_database(), version()',
    );
    expect(rows[0]).toMatchObject({ current_user: 'test role', current_database: one.name });
    expect(rows[0]?.version).toContain('PostgreSQL 18');
    client.on('error', () => undefined);
    await Promise.all([one.drop(), other.drop()]);
    await client.end().catch(() => undefined);
  });

  describe('gives back', () => {
    /** Which database it is, whatever its name. */
    const idOf = async (database: TestDatabase): Promise<string | undefined> =>
      (
        await database.sql<{ oid: string }>('SELECT oid FROM pg_database WHERE datname = current_database()')
      )[0]?.oid;
    const idsOnServer = async (database: TestDatabase): Promise<string[]> =>
      (await database.sql<{ oid: string }>('SELECT oid FROM pg_database')).map(({ oid }) => oid);

    /** Takes a database, lets a test change it, and gives it back. */
    async function used(change: string): Promise<{ id: string | undefined; name: string }> {
      const database = await testPostgres();
      const id = await idOf(database);
      await database.createRole('test role');
      await database.sql(change.replaceAll(':name', database.name));
      await database.drop();
      return { id, name: database.name };
    }

    it('a database with schemas of the test as an empty one, under another name', async () => {
      const before = await used(
        'CREATE SCHEMA "own ""schema"; CREATE TABLE "own ""schema".a (b int PRIMARY KEY)',
      );
      const all = await testPostgres();
      expect(await idsOnServer(all)).toContain(before.id);
      expect(await all.sql('SELECT FROM pg_database WHERE datname = $1', [before.name])).toEqual([]);
      expect(await all.sql(`SELECT FROM pg_namespace WHERE nspname LIKE 'own%'`)).toEqual([]);
      await all.drop();
    });

    it.each([
      ['a table in public', 'CREATE TABLE a (b int)'],
      ['a function in public', 'CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1'],
      ['a right to the database', 'GRANT CREATE ON DATABASE :name TO "test role"'],
      ['a right to connect taken away', 'REVOKE CONNECT ON DATABASE :name FROM PUBLIC'],
      ['a right to public', 'GRANT CREATE ON SCHEMA public TO "test role"'],
      ['a right to a system table', 'GRANT SELECT ON pg_authid TO "test role"'],
      ['a default right', 'ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC'],
      ['a setting', `ALTER DATABASE :name SET work_mem = '8MB'`],
      ['a limit of connections', 'ALTER DATABASE :name CONNECTION LIMIT 7'],
      ['another owner', 'ALTER DATABASE :name OWNER TO "test role"'],
      ['a large object', 'SELECT lo_create(0)'],
      ['no schema public', 'DROP SCHEMA public'],
    ])('nothing of a database with %s', async (_, change) => {
      const { id } = await used(change);
      const next = await testPostgres();
      expect(await idsOnServer(next)).not.toContain(id);
      await next.drop();
    });

    it('a database from which a forgotten connection is cut off', async () => {
      const database = await testPostgres();
      const forgotten = new pg.Client(database.adminUrl);
      await forgotten.connect();
      const cutOff = new Promise((resolve) => forgotten.on('error', resolve));
      await database.drop();
      expect(await cutOff).toBeInstanceOf(Error);
    });
  });
});

/** What a client that comes now finds in the stream; null when there is no such stream. */
async function messagesIn(stream: string, url: string): Promise<number | null> {
  const connection = await connect({ servers: url });
  try {
    return (await (await jetstreamManager(connection)).streams.info(stream)).state.messages;
  } catch (error) {
    expect(String(error)).toContain('stream not found');
    return null;
  } finally {
    await connection.close();
  }
}

describe('testNats', () => {
  it('keeps streams over a kill, loses them with its store, and leaves nothing behind', async () => {
    const nats = await testNats();
    const connection = await connect({ servers: nats.url });
    await (await jetstreamManager(connection)).streams.add({ name: 'S', subjects: ['s.>'] });
    await jetstream(connection).publish('s.a', 'hello');
    await connection.close();
    await nats.kill();
    await nats.restart();
    expect(await messagesIn('S', nats.url)).toBe(1);
    await nats.restart({ emptyStore: true });
    expect(await messagesIn('S', nats.url)).toBeNull();
    const { pid, storeDir } = nats;
    await nats.stop();
    expect(existsSync(storeDir)).toBe(false);
    expect(isRunning(pid)).toBe(false);
  });
});
