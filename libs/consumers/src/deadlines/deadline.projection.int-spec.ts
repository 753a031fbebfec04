import { Client, Pool } from 'pg';
import type { RecordedEvent } from '@countersign/contracts';
import { testPostgres, eventually } from '@countersign/testing';
import type { TestDatabase } from '@countersign/testing';
import { inTransaction } from '@countersign/postgres';
import { jobLog } from '../testing/deadline-service.js';
import { appendJob, done, jobDeadlineOf, planned } from '../testing/jobs.js';
import type { JobEvent } from '../testing/jobs.js';
import type { TestLog } from '@countersign/mirror/testing';
import { deadlineChannel, deadlineTable, LOOK_EVERY_MS } from './deadline.js';
import { DeadlineProjection } from './deadline.projection.js';

const TABLE = deadlineTable('request');
const NOON = new Date('2030-01-01T12:00:00Z');
const ONE = new Date('2030-01-01T13:00:00Z');

let database: TestDatabase;
let log: TestLog;
let pool: Pool;
let applied: number;

beforeEach(async () => {
  database = await testPostgres();
  log = await jobLog(database);
  pool = new Pool({ connectionString: log.url });
  applied = 0;
});
afterEach(async () => {
  await pool.end();
  await log.close();
  await database.drop();
});

const projection = new DeadlineProjection('request', jobDeadlineOf);

async function append(...events: JobEvent[]): Promise<RecordedEvent[]> {
  const versions = new Map<string, number>();
  for (const event of events) {
    const version = (await log.log.readStream(`job-${event.data.key}`)).length;
    versions.set(event.data.key, version);
    await appendJob(log.log, event, version);
  }
  const appended = await log.log.readFrom(applied + 1, 100);
  applied += appended.length;
  return appended;
}

/** Applies events as the catch-up subscription does, without a cursor. */
const apply = (events: RecordedEvent[]): Promise<void> =>
  inTransaction(pool, (client) => projection.apply(events, 'request', { client, table: () => TABLE }));

const rows = () =>
  database.sql<{ key: string; due_at: Date; event_id: string; correlation_id: string }>(
    `SELECT key, due_at, event_id, correlation_id FROM ${TABLE} ORDER BY key`,
  );
const rowOf = (event: RecordedEvent | undefined, key: string, due_at: Date) => ({
  key,
  due_at,
  event_id: event?.id,
  correlation_id: event?.correlationId,
});

describe('the table of deadlines', () => {
  it('contains the last deadline that a batch sets for each key, with the event that set it', async () => {
    const events = await append(
      ...[planned('a', NOON), planned('b', NOON), planned('c', NOON), done('c')],
      ...[planned('a', ONE), done('b'), planned('b', ONE), planned('d', NOON), done('d')],
    );
    await apply(events);
    expect(await rows()).toEqual([rowOf(events[4], 'a', ONE), rowOf(events[6], 'b', ONE)]);
  });

  it('gets the same contents from single events, from repeated events, and from a replay', async () => {
    const events = await append(planned('a', ONE), planned('b', NOON), planned('a', NOON), done('b'));
    for (const event of events) {
      await apply([event]);
      await apply([event]);
    }
    const expected = [rowOf(events[2], 'a', NOON)];
    expect(await rows()).toEqual(expected);
    await apply(events);
    expect(await rows()).toEqual(expected);
    await database.sql(`DELETE FROM ${TABLE}`);
    await apply(events);
    expect(await rows()).toEqual(expected);
  });

  it('announces only deadlines that are due before the next regular look', async () => {
    const listener = new Client({ connectionString: log.url });
    await listener.connect();
    let told = 0;
    listener.on('notification', () => told++);
    await listener.query(`LISTEN ${deadlineChannel('request')}`);
    const soon = new Date(Date.now() + LOOK_EVERY_MS);
    await apply(await append(planned('a', soon), planned('b', soon), planned('c', NOON)));
    await eventually('it is announced', () => told === 1);
    await apply(await append(planned('a', NOON), done('b')));
    await listener.query('SELECT');
    expect(told).toBe(1);
    await listener.end();
  });
});
