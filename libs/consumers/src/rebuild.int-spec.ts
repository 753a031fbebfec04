import { Client } from 'pg';
import { testNats, testPostgres, eventually } from '@countersign/testing';
import type { TestDatabase, TestNats } from '@countersign/testing';
import { countingProjection } from './testing/counting-projection.js';
import type { CountingProjection } from './testing/counting-projection.js';
import { rebuildReadModels } from './operator/finish-erasures.js';
import { asAdmin } from '@countersign/postgres/testing';
import { testConsumersLog } from './testing/test-log.js';
import type { TestLog } from '@countersign/mirror/testing';
import { PositionWaiter } from './position-waiter.js';
import { testRelay } from '@countersign/mirror/testing';
import { installReporting, testService } from './testing/test-service.js';
import type { TestService } from './testing/test-service.js';

jest.setTimeout(60_000);

let database: TestDatabase;
let nats: TestNats;
let log: TestLog;
let reportingUrl: string;
let service: TestService;
let projection: CountingProjection;
let stopRelay: () => Promise<void>;

const position = async (): Promise<number> =>
  (
    await database.sql<{ position: number }>(
      `SELECT position::int FROM reporting.consumer_cursor WHERE consumer = 'counting'`,
    )
  )[0]?.position ?? -1;
const reaches = (end: number): Promise<void> =>
  eventually(`at ${end}`, async () => (await position()) === end, 30_000);
const generation = async (): Promise<number> =>
  (
    await database.sql<{ generation: number }>(
      `SELECT generation FROM reporting.consumer_cursor WHERE consumer = 'counting'`,
    )
  )[0]?.generation ?? -1;
const rebuilt = (): Promise<void> => eventually('swapped', async () => (await generation()) === 1, 30_000);
/** How many transactions of the service wait for a lock. */
const waiting = async (): Promise<number> =>
  (
    await database.sql(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    )
  ).length;
const content = (): Promise<unknown[]> =>
  database.sql('SELECT stream, count, versions FROM reporting.counted ORDER BY stream');
const shape = (): Promise<unknown[]> =>
  database.sql(`SELECT c.relname, c.relkind, CASE c.relkind WHEN 'i' THEN pg_get_indexdef(c.oid) END AS definition
                  FROM pg_class c WHERE c.relnamespace = 'reporting'::regnamespace ORDER BY 1`);
const constraints = (): Promise<unknown[]> =>
  database.sql(
    `SELECT conname, contype FROM pg_constraint WHERE connamespace = 'reporting'::regnamespace ORDER BY 1`,
  );

beforeEach(async () => {
  [database, nats] = await Promise.all([testPostgres(), testNats()]);
  log = await testConsumersLog(database, 'request');
  reportingUrl = await installReporting(database);
  service = await testService(reportingUrl, nats.url);
  projection = countingProjection();
  service.runner.addProjection(projection);
  service.runner.start();
  const relay = await testRelay(log, nats.url);
  stopRelay = () => relay.stop();
});

afterEach(async () => {
  await service.stop();
  await stopRelay();
  await log.close();
  await nats.stop();
  await database.drop();
});

describe('a rebuild', () => {
  it('yields the contents of the live tables while events keep coming, and keeps all names', async () => {
    await log.append(2000);
    await reaches(2000);
    const shapeBefore = await shape();
    const constraintsBefore = await constraints();
    // A mistake of an older version of the projection, which the rebuild will correct.
    await database.sql(
      `UPDATE reporting.counted SET count = 99 WHERE ctid IN (SELECT ctid FROM reporting.counted LIMIT 10)`,
    );

    await service.runner.requestRebuild('counting');
    let appended = 2000;
    const waiter = new PositionWaiter(service.pool, 'reporting');
    while ((await generation()) === 0) {
      await log.append(1, 'thing-same');
      appended++;
      await waiter.wait('counting', [{ log: 'request', position: appended }], 10_000);
      // A reader sees what it has waited for, whichever tables are live at the moment.
      const [row] = await database.sql<{ count: number }>(
        `SELECT count FROM reporting.counted WHERE stream = 'thing-same'`,
      );
      expect(row?.count).toBe(appended - 2000);
    }
    for (let i = 0; i < 20; i++) await log.append(1, 'thing-same');
    appended += 20;
    await reaches(appended);

    const rows = (await content()) as { stream: string; count: number; versions: string }[];
    expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(appended);
    const same = rows.find(({ stream }) => stream === 'thing-same');
    expect(same?.versions).toBe(Array.from({ length: appended - 2000 }, (_, i) => i + 1).join(','));
    expect(await shape()).toEqual(shapeBefore);
    expect(await constraints()).toEqual(constraintsBefore);
  });

  it('fills the new tables with only the indexes that detect conflicts, and then creates the others', async () => {
    await log.append(10);
    await reaches(10);
    const kept = new Set<string>();
    projection.before = async ({ client, table }) => {
      if (!table('counted').includes('__next')) return;
      const { rows } = await client.query<{ name: string }>(
        `SELECT indexname AS name FROM pg_indexes WHERE tablename = 'counted__next'`,
      );
      for (const { name } of rows) kept.add(name);
    };
    await service.runner.requestRebuild('counting');
    await rebuilt();
    expect([...kept]).toEqual(['counted__next_pkey']);
    const made = await database.sql(`SELECT FROM pg_indexes WHERE indexname = 'counted_by_count'`);
    expect(made).toHaveLength(1);
  });

  it('applies thousands of events together, so that several changes of a row are written once', async () => {
    await log.append(3000);
    await reaches(3000);
    projection.batches.length = 0;
    await service.runner.requestRebuild('counting');
    await rebuilt();
    expect(projection.batches).toEqual([3000]);
  });

  it('starts over if an erasure cancels it after it has read everything', async () => {
    await log.append(10);
    await reaches(10);
    const reader = new Client({ connectionString: database.adminUrl });
    await reader.connect();
    const said = (text: string) =>
      service.telemetry.lines.filter(({ message }) => message.includes(text)).length;
    try {
      await reader.query('BEGIN; LOCK TABLE reporting.counted IN ACCESS SHARE MODE');
      await service.runner.requestRebuild('counting');
      await eventually(
        'it waits to swap',
        () => said('Swapping counting failed and will be retried') > 0,
        30_000,
      );
      const asked = await asAdmin(database, (admin) => rebuildReadModels(admin, 'reporting', ['request']));
      expect(asked).toEqual(['counting']);
    } finally {
      await reader.end();
    }
    await rebuilt();
    expect(said('Rebuilding counting.')).toBe(2);
    expect(said('Rebuilt counting.')).toBe(1);
    expect(await content()).toHaveLength(10);
  });

  it('does not keep its service from stopping while it creates an index, and leaves nothing running', async () => {
    await log.append(10);
    await reaches(10);
    await database.sql(`CREATE FUNCTION reporting.slowly(value text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
      BEGIN
        IF current_query() LIKE 'CREATE INDEX ON%' THEN PERFORM pg_sleep(30); END IF;
        RETURN value;
      END $$`);
    await database.sql('CREATE INDEX slow ON reporting.counted (reporting.slowly(stream))');
    const indexing = () =>
      database.sql(`SELECT FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX ON%' AND state = 'active'`);
    await service.runner.requestRebuild('counting');
    await eventually('it is at the index', async () => (await indexing()).length === 1, 20_000);
    const since = Date.now();
    await service.runner.stop();
    expect(Date.now() - since).toBeLessThan(10_000);
    expect(await indexing()).toEqual([]);
    expect(await generation()).toBe(0);
  });

  it('applies parked events once they can be handled', async () => {
    projection.poison.add('thing-bad@1');
    await log.append(1, 'thing-bad');
    await log.append(1, 'thing-bad');
    await reaches(2);
    expect(await content()).toEqual([]);
    projection.poison.clear();
    await service.runner.requestRebuild('counting');
    await rebuilt();
    expect(await content()).toEqual([{ stream: 'thing-bad', count: 2, versions: '1,2' }]);
    expect(await database.sql('SELECT FROM reporting.consumer_parked')).toEqual([]);
    await log.append(1, 'thing-bad');
    await reaches(3);
    expect(await content()).toEqual([{ stream: 'thing-bad', count: 3, versions: '1,2,3' }]);
  });

  it('waits for readers of the old tables, and keeps the old tables until then', async () => {
    await log.append(10);
    await reaches(10);
    const reader = await service.pool.connect();
    await reader.query('BEGIN');
    await reader.query('SELECT count(*) FROM reporting.counted');
    await service.runner.requestRebuild('counting');
    await eventually('the swap waits', async () => (await waiting()) === 1);
    expect(await generation()).toBe(0);
    await log.append(1);
    await eventually('the live leader waits, too', async () => (await waiting()) === 2);
    await reader.query('COMMIT');
    reader.release();
    await rebuilt();
    await reaches(11);
    expect(await content()).toHaveLength(11);
    // The live leader waits for the swap before it locks a table: in the other order they would deadlock.
    expect(service.telemetry.lines.filter(({ message }) => /deadlock|tried again/.test(message))).toEqual([]);
  });

  it('that fails is retried less and less often, until it succeeds', async () => {
    await log.append(10);
    await reaches(10);
    await database.sql('ALTER TABLE reporting.counted RENAME TO away');
    await service.runner.requestRebuild('counting');
    const failedAt: number[] = [];
    jest.spyOn(service.telemetry.logger, 'error').mockImplementation((message) => {
      if (message.includes('counting failed')) failedAt.push(performance.now());
    });
    await eventually('it failed three times', () => failedAt.length === 3);
    const [first = 0, second = 0, third = 0] = failedAt;
    expect(second - first).toBeGreaterThan(1_750);
    expect(third - second).toBeGreaterThan(3_500);
    await database.sql('ALTER TABLE reporting.away RENAME TO counted');
    await rebuilt();
  });

  it('waits for other rebuilds of the same process', async () => {
    const other = await testService(reportingUrl, nats.url);
    for (const name of ['one', 'two']) other.runner.addProjection(countingProjection(name));
    const said = () =>
      other.telemetry.lines.map(({ message }) => message).filter((message) => message.startsWith('Rebuil'));
    try {
      other.runner.start();
      const wish = `UPDATE reporting.consumer_cursor SET rebuild = 'requested' WHERE consumer <> 'counting' RETURNING 1`;
      await eventually('both are wished', async () => (await database.sql(wish)).length === 2);
      await eventually('both are rebuilt', () => said().length === 4, 30_000);
      const [first, , second] = said().map((message) => message.replace(/^Rebuil\w+ /, ''));
      expect(said()).toEqual([
        `Rebuilding ${first}`,
        `Rebuilt ${first}`,
        `Rebuilding ${second}`,
        `Rebuilt ${second}`,
      ]);
    } finally {
      await other.stop();
    }
  });
});
