import { existsSync } from 'node:fs';
import pg from 'pg';
import { connect } from '@nats-io/transport-node';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { isRunning } from '@countersign/servers';
import { testNats } from './test-nats.js';
import { testPostgres } from './test-postgres.js';

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
