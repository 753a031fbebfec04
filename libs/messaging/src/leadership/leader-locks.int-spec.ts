import { Client } from 'pg';
import { testPostgres } from '@countersign/testing';
import type { TestDatabase } from '@countersign/testing';
import { eventually } from '../test-support/eventually.js';
import { recordingTelemetry } from '../test-support/recording-telemetry.js';
import { LeaderLocks } from './leader-locks.js';

jest.setTimeout(30_000);

let database: TestDatabase;
const opened: LeaderLocks[] = [];

beforeAll(async () => (database = await testPostgres()));
afterEach(async () => {
  jest.restoreAllMocks();
  for (const locks of opened.splice(0)) await locks.close();
});
afterAll(() => database.drop());

function leaderLocks(): LeaderLocks {
  const locks = new LeaderLocks({ connectionString: database.adminUrl }, recordingTelemetry().logger);
  opened.push(locks);
  return locks;
}

const consumer = (name: string) => ({ kind: 'consumer', name }) as const;
const names = Array.from({ length: 8 }, (_, i) => consumer(`c${i}`));

/** Counts the queries that one connection has under way at the same time. */
function watchQueries(): { most: number } {
  const seen = { most: 0 };
  let underWay = 0;
  const original = Client.prototype.query as (...args: unknown[]) => Promise<unknown>;
  const counted: unknown = function (this: Client, ...args: unknown[]) {
    seen.most = Math.max(seen.most, ++underWay);
    return original.apply(this, args).finally(() => underWay--);
  };
  jest.spyOn(Client.prototype, 'query').mockImplementation(counted as () => void);
  return seen;
}

const terminate = (): Promise<unknown> =>
  database.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'countersign-leader'`);
const granted = async (): Promise<number> =>
  (
    await database.sql(`SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database
      WHERE d.datname = current_database() AND l.locktype = 'advisory' AND l.granted`)
  ).length;

describe('leader locks', () => {
  it('give each lock to one, in this process and in others', async () => {
    const [one, other] = [leaderLocks(), leaderLocks()];
    const lease = await one.tryAcquire(consumer('x'));
    expect(lease).toBeDefined();
    expect(await one.tryAcquire(consumer('x'))).toBeUndefined();
    expect(await other.tryAcquire(consumer('x'))).toBeUndefined();
    await lease?.release();
    expect(await other.tryAcquire(consumer('x'))).toBeDefined();
  });

  it('ask one question at a time, however many want a lock', async () => {
    const seen = watchQueries();
    const locks = leaderLocks();
    const leases = await Promise.all(names.map((name) => locks.tryAcquire(name)));
    for (const lease of leases) await lease?.release();
    expect(leases.filter(Boolean)).toHaveLength(names.length);
    expect(seen.most).toBe(1);
  });

  it('tell every leader that the connection was lost, and can be taken again', async () => {
    const locks = leaderLocks();
    const heard = jest.fn();
    locks.onLost(heard);
    const leases = await Promise.all(names.map((name) => locks.tryAcquire(name)));
    await terminate();
    await eventually('all have lost it', () => leases.every((lease) => lease?.lost.aborted), 5000);
    expect(heard).toHaveBeenCalledTimes(1);
    expect(await locks.tryAcquire(consumer('c0'))).toBeDefined();
  });

  it('hold nothing that nobody knows of after a question was not answered in time', async () => {
    const locks = leaderLocks();
    await locks.tryAcquire(consumer('known'));
    const answers = jest.spyOn(Client.prototype, 'query');
    const tooLate: unknown = async function (this: Client) {
      answers.mockRestore();
      await this.query('SELECT pg_try_advisory_lock(1129513218, 7)');
      throw new Error('Query read timeout');
    };
    answers.mockImplementationOnce(tooLate as () => void);
    await expect(locks.tryAcquire(consumer('unknown'))).rejects.toThrow('timeout');
    await eventually('the session is gone', async () => (await granted()) === 0, 5000);
  });

  it('keep nothing once they are closed', async () => {
    const locks = leaderLocks();
    const lease = await locks.tryAcquire(consumer('x'));
    await locks.close();
    expect(lease?.lost.aborted).toBe(true);
    await expect(locks.tryAcquire(consumer('x'))).rejects.toThrow('closed');
    await eventually('the lock is free', async () => (await granted()) === 0, 5000);
  });
});
