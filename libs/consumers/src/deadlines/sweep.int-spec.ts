import { Client } from 'pg';
import { testPostgres } from '@countersign/testing';
import type { TestDatabase } from '@countersign/testing';
import { jobLog } from '../testing/deadline-service.js';
import type { TestLog } from '@countersign/mirror/testing';
import { deadlineTable } from './deadline.js';
import type { DueDeadline } from './deadline.js';
import { sweep } from './sweep.js';

const table = deadlineTable('request');

let database: TestDatabase;
let log: TestLog;
let client: Client;

beforeEach(async () => {
  database = await testPostgres();
  log = await jobLog(database);
  client = new Client({ connectionString: log.url });
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await log.close();
  await database.drop();
});

const due = (count: number): Promise<unknown> =>
  database.sql(`
    INSERT INTO ${table} (key, due_at, event_id, correlation_id)
    SELECT 'k' || n, clock_timestamp() - interval '1 hour', 'e' || n, 'c' FROM generate_series(1, ${count}) n`);
const rows = (): Promise<unknown[]> => database.sql(`SELECT key, event_id FROM ${table}`);
const succeed = { handle: (): Promise<void> => Promise.resolve() };

describe('a sweep', () => {
  it('handles every page of due deadlines; a deadline that fails does not delay others and is retried', async () => {
    await due(600);
    const late: number[] = [];
    const handle = ({ key }: DueDeadline): Promise<void> =>
      key === 'k7' ? Promise.reject(new Error('poison')) : Promise.resolve();
    const onHandled = (seconds: number): void => void late.push(seconds);
    expect(await sweep(client, { table, handler: { handle }, onHandled })).toEqual({
      waitMs: 1000,
      failures: [new Error('poison')],
    });
    expect(await rows()).toEqual([{ key: 'k7', event_id: 'e7' }]);
    expect(late).toHaveLength(599);
    expect(Math.min(...late)).toBeGreaterThanOrEqual(3600);
    expect(Math.max(...late)).toBeLessThan(3630);
    expect(await sweep(client, { table, handler: succeed })).toEqual({ waitMs: Infinity, failures: [] });
    expect(await rows()).toEqual([]);
  });

  it('keeps a deadline that was set while its predecessor was handled', async () => {
    await due(2);
    const handle = async ({ key, eventId, correlationId }: DueDeadline): Promise<void> => {
      expect({ eventId, correlationId }).toEqual({ eventId: key.replace('k', 'e'), correlationId: 'c' });
      if (key === 'k1') await database.sql(`UPDATE ${table} SET event_id = 'next' WHERE key = 'k1'`);
    };
    await sweep(client, { table, handler: { handle } });
    expect(await rows()).toEqual([{ key: 'k1', event_id: 'next' }]);
  });

  it('uses the clock of the database, and passes its time to the handler', async () => {
    await database.sql(`
      CREATE SCHEMA skewed;
      CREATE FUNCTION skewed.clock_timestamp() RETURNS timestamptz LANGUAGE sql
        RETURN timestamptz '2040-01-01T12:00:00Z';
      GRANT USAGE ON SCHEMA skewed TO PUBLIC;
      INSERT INTO ${table} VALUES ('due', '2040-01-01T12:00:00Z', 'e', 'c'),
                                  ('not yet', '2040-01-01T12:00:00.05Z', 'e', 'c')`);
    await client.query('SET search_path = skewed, pg_catalog');
    const handled: [string, Date][] = [];
    const handle = ({ key }: DueDeadline, now: Date): Promise<void> =>
      Promise.resolve(void handled.push([key, now]));
    await sweep(client, { table, handler: { handle } });
    expect(handled).toEqual([['due', new Date('2040-01-01T12:00:00Z')]]);
    expect(await rows()).toEqual([{ key: 'not yet', event_id: 'e' }]);
  });

  it('subtracts the time of handling from the wait for the next deadline', async () => {
    await due(1);
    await database.sql(
      `INSERT INTO ${table} VALUES ('soon', clock_timestamp() + interval '1 second', 'e', 'c')`,
    );
    const handle = async (): Promise<void> => {
      await database.sql('SELECT pg_sleep(0.4)');
    };
    const { waitMs } = await sweep(client, { table, handler: { handle } });
    expect(waitMs).toBeLessThan(620);
    expect(waitMs).toBeGreaterThanOrEqual(0);
  });
});
