import type { NatsConnection } from '@nats-io/transport-node';
import { Pool } from 'pg';
import type { QueryConfig } from 'pg';
import { testNats, testPostgres, eventually } from '@countersign/testing';
import type { TestDatabase, TestNats } from '@countersign/testing';
import { ensureMirror } from '@countersign/mirror';
import type { Queryable } from '@countersign/postgres';
import { connectTo, managerOf } from '@countersign/mirror/testing';
import { installReporting } from './testing/test-service.js';
import { Looks } from './looks.js';

let database: TestDatabase;
let nats: TestNats;
let nc: NatsConnection;
let pool: Pool;
let statements: number;
let looks: Looks;

beforeAll(async () => {
  [database, nats] = await Promise.all([testPostgres(), testNats()]);
  const url = await installReporting(database);
  await database.sql(`INSERT INTO reporting.consumer_cursor (consumer, log, kind, position, hash)
    VALUES ('one', 'request', 'projection', 7, 'h'), ('one', 'approval', 'projection', 8, 'i'),
           ('two', 'request', 'projection', 9, 'j')`);
  nc = await connectTo(nats.url);
  pool = new Pool({ connectionString: url });
  await ensureMirror(await managerOf(nc), 'request', { replicas: 1 });
  await nc.request('countersign.request.a', '{}');
});

beforeEach(() => {
  statements = 0;
  const query = (config: QueryConfig): Promise<unknown> => {
    statements++;
    return pool.query(config);
  };
  looks = new Looks({ query } as Queryable, 'reporting', nc);
});

afterAll(async () => {
  await pool.end();
  await nc.close();
  await nats.stop();
  await database.drop();
});

describe('the looks of the consumers of a process', () => {
  it('take one statement for all cursors that are asked for at the same moment, and return each its own', async () => {
    const cursors = await Promise.all([
      looks.cursorOf({ consumer: 'two', log: 'request' }),
      looks.cursorOf({ consumer: 'none', log: 'request' }),
      looks.cursorOf({ consumer: 'one', log: 'approval' }),
      looks.cursorOf({ consumer: 'one', log: 'request' }),
    ]);
    expect(cursors.map((cursor) => cursor?.position)).toEqual([9, undefined, 8, 7]);
    expect(cursors[0]).toEqual({ position: 9, hash: 'j', generation: 0, rebuild: null, retry: false });
    expect(statements).toBe(1);
    expect(await looks.cursorOf({ consumer: 'one', log: 'request' })).toMatchObject({ position: 7 });
    expect(statements).toBe(2);
  });

  it('query each mirror once, and recover after a failure', async () => {
    const before = nc.stats().outMsgs;
    const asked = ['request', 'request', 'approval', 'request', 'approval'] as const;
    expect(await Promise.all(asked.map((log) => looks.endOf(log)))).toEqual([1, 1, 0, 1, 0]);
    expect(nc.stats().outMsgs - before).toBe(2);
    await nats.kill();
    await expect(looks.endOf('request')).rejects.toThrow();
    await nats.restart();
    const isRight = (): Promise<boolean> =>
      looks.endOf('request').then(
        (end) => end === 1,
        () => false,
      );
    await eventually('it is right again', isRight);
  });
});
