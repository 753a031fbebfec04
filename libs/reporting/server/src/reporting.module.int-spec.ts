import { reportingRpc } from '@countersign/contracts';
import { requestRebuild } from '@countersign/consumers';
import pg from 'pg';
import { REPORTING_ROLE, REPORTING_SCHEMA } from './reporting-schema.js';
import { group, policy, StoryOf, user } from './testing/stories.js';
import { testService } from './testing/test-service.js';
import type { TestService } from './testing/test-service.js';

const managersThenDave = policy([{ approvers: [group('managers')] }, { approvers: [user('dave')] }]);
const story = new StoryOf(1, { policy: managersThenDave });
let service: TestService;

beforeAll(async () => {
  service = await testService();
}, 120_000);
afterAll(() => service.stop(), 30_000);

const QUERY = { sort: '-submittedAt' as const, limit: 50 };

it('lists and me show an appended event as soon as the read names its position', async () => {
  const atLeast = [
    await service.append('request', [story.submitted()]),
    await service.append('approval', [story.opened(), story.decided(0, 'bob')]),
    { log: 'policy' as const, position: 12 },
  ];
  const { items, counts } = await service.call(reportingRpc.requests, { query: QUERY, atLeast }, 'dave');
  expect(items).toMatchObject([{ id: story.id, status: 'pending', currentStep: 1 }]);
  expect(counts.pending).toBe(1);
  expect(await service.call(reportingRpc.me, { atLeast }, 'dave', ['security'])).toEqual({
    id: 'dave',
    name: 'dave',
    email: null,
    groups: ['security'],
    roles: [],
    awaiting: 1,
  });
  expect(await service.call(reportingRpc.me, { atLeast }, 'frank', ['auditors'])).toMatchObject({
    roles: ['auditor'],
    awaiting: 0,
  });
});

it('shows strangers nothing', async () => {
  const { items, counts } = await service.call(reportingRpc.requests, { query: QUERY }, 'mallory', [
    'engineers',
  ]);
  expect([items.length, Math.max(...Object.values(counts))]).toEqual([0, 0]);
});

it('every read waits about 2 s for a position that has not been reached', async () => {
  const began = Date.now();
  const atLeast = [{ log: 'request' as const, position: 1_000_000 }];
  const reads = [
    service.call(reportingRpc.requests, { query: QUERY, atLeast }, 'dave'),
    service.call(reportingRpc.checkOuts, { query: { limit: 50 }, atLeast }, 'frank', ['auditors']),
    service.call(reportingRpc.summary, { query: {}, atLeast }, 'frank', ['auditors']),
    service.call(reportingRpc.inFlight, { policyId: story.policy.id, atLeast }, 'frank', ['auditors']),
    service.call(reportingRpc.attempts, { query: { limit: 50 }, atLeast }, 'frank', ['auditors']),
    service.call(reportingRpc.me, { atLeast }, 'dave'),
  ];
  for (const read of await Promise.allSettled(reads))
    expect(read).toMatchObject({ status: 'rejected', reason: { code: 'not-caught-up', status: 503 } });
  expect(Date.now() - began).toBeGreaterThan(1_900);
  expect(Date.now() - began).toBeLessThan(4_000);
});

it('lists are the same after a rebuild, and follow later events', async () => {
  const lists = [
    () => service.call(reportingRpc.requests, { query: QUERY }, 'dave'),
    () => service.call(reportingRpc.requests, { query: QUERY }, 'frank', ['auditors']),
  ];
  const list = () => Promise.all(lists.map((read) => read()));
  const before = await list();
  expect(before[1]?.counts).toMatchObject({ pending: 1 });
  const pool = new pg.Pool({ connectionString: service.database.urlFor(REPORTING_ROLE), max: 1 });
  const old = await oids(pool);
  const kept = await storage(pool);
  for (const consumer of ['requests', 'approvals'])
    await requestRebuild(pool, { schema: REPORTING_SCHEMA, consumer });
  while ((await oids(pool)).some((oid, n) => oid === old[n])) expect(await list()).toEqual(before);
  expect(await storage(pool)).toEqual(kept);
  await pool.end();
  expect(await list()).toEqual(before);
  const atLeast = [await service.append('request', [story.ended('request', 'cancelled')])];
  const after = await service.call(reportingRpc.requests, { query: QUERY, atLeast }, 'dave');
  expect(after.items).toMatchObject([{ id: story.id, status: 'cancelled', currentStep: null }]);
  expect((await list())[1]?.counts).toMatchObject({ pending: 0, cancelled: 1 });
}, 30_000);

/** Identifies the current tables. */
async function oids(pool: pg.Pool): Promise<number[]> {
  const sql = `SELECT 'reporting.request'::regclass::oid AS request, 'reporting.approval'::regclass::oid AS approval`;
  const { rows } = await pool.query<{ request: number; approval: number }>(sql);
  return rows.flatMap(({ request, approval }) => [request, approval]);
}

/** All tables and indexes by name, with their storage options. */
async function storage(pool: pg.Pool): Promise<unknown[]> {
  const { rows } = await pool.query<{ name: string; options: string[] | null }>(
    `SELECT relname AS name, reloptions AS options FROM pg_class
      WHERE relnamespace = 'reporting'::regnamespace AND relkind IN ('r', 'i') ORDER BY 1`,
  );
  expect(rows).toContainEqual({ name: 'request', options: ['fillfactor=85'] });
  return rows;
}

it('answers 503 without its database, and recovers when the database is back', async () => {
  const { database } = service;
  await setOpen(database, false);
  await expect(service.call(reportingRpc.requests, { query: QUERY }, 'dave')).rejects.toMatchObject({
    status: 503,
  });
  await setOpen(database, true);
  await expect(service.call(reportingRpc.requests, { query: QUERY }, 'dave')).resolves.toMatchObject({
    items: [{ id: story.id }],
  });
}, 30_000);

/** Ends every connection to the database and refuses new connections, or accepts them again. */
async function setOpen({ name, adminUrl }: TestService['database'], open: boolean): Promise<void> {
  const server = new URL(adminUrl);
  server.pathname = '/postgres';
  const admin = new pg.Client({ connectionString: server.href });
  await admin.connect();
  await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS ${open}`);
  await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
  await admin.end();
}
