import { loadavg } from 'node:os';
import { summaryQuery } from '@countersign/contracts';
import { recordedPlans } from '../testing/recorded-plans.js';
import type { RecordedPlans } from '../testing/recorded-plans.js';
import { caller } from '../testing/stories.js';
import { testReadModels } from '../testing/test-read-models.js';
import type { TestReadModels } from '../testing/test-read-models.js';
import { Summaries } from './summary.query.js';

/** Requests with two steps and two decisions each, a minute apart. */
const fill = (requests: number) => `
  INSERT INTO reporting.summary_request
  SELECT gen_random_uuid(), CASE WHEN n % 50 = 0 THEN 'expired' WHEN n % 3 = 0 THEN 'rejected' ELSE 'approved' END,
         timestamptz '2026-03-01' + n * interval '30 s', timestamptz '2026-03-01' + n * interval '30 s' + (n::bigint * 7919 % 100003) * interval '1 s', 'i',
         'person-' || n % 5000, 'Person', NULL, 'resource-' || n % 2000, 'resource-' || n % 2000,
         ('01990000-0000-7000-8000-' || lpad(to_hex(n % 200), 12, '0'))::uuid, 1, 'policy', NULL, false, false, false
    FROM generate_series(1, ${requests}) AS n;
  INSERT INTO reporting.summary_step
  SELECT id, step, policy_id, 'Step ' || step, submitted_at, decided_at
    FROM reporting.summary_request, generate_series(0, 1) AS step;
  INSERT INTO reporting.summary_decision
  SELECT id, step, 'i', (extract(epoch FROM submitted_at)::int / 30) % 300 || '-approver', 'Approver', NULL, 'approve',
         submitted_at, decided_at
    FROM reporting.summary_request, generate_series(0, 1) AS step;
  INSERT INTO reporting.refused_attempt
  SELECT id, 'approval', 1, submitted_at, 'i', 'a', 'A', NULL, 'o', NULL, NULL, NULL, 'c-' || left(id::text, 1), 'd', 1
    FROM reporting.summary_request LIMIT 20000`;

const TABLES = ['summary_request', 'summary_step', 'summary_decision', 'refused_attempt'];

/** Set to measure: how long a summary of so many requests takes is printed. */
const REQUESTS = Number(process.env['SUMMARY_REQUESTS'] ?? 20_000);

const frank = caller('frank', { roles: ['auditor'] });
let models: TestReadModels;
let plans: RecordedPlans;

beforeAll(async () => {
  models = await testReadModels();
  await models.pool.query(fill(REQUESTS));
  for (const table of TABLES) await models.database.sql(`VACUUM ANALYZE reporting.${table}`);
  plans = await recordedPlans(models);
}, 600_000);
afterAll(async () => {
  await plans.close();
  await models.close();
});

const of = (query: object) =>
  new Summaries(plans.dataSource, 120_000).of(
    summaryQuery.parse(query),
    frank,
    new Date('2027-03-01T00:00:00Z'),
  );

test('every part of a summary reads its range by an index', async () => {
  const parts = await plans.of(() => of({ from: '2026-03-03T00:00:00Z', to: '2026-03-03T06:00:00Z' }));
  const overTables = parts.filter((plan) => /summary_|refused_/.test(plan));
  expect(overTables).toHaveLength(9);
  for (const plan of overTables) {
    expect(plan).toMatch(
      /summary_request_submitted|summary_step_completed|summary_decision_at|refused_attempt_at/,
    );
    expect(plan).not.toContain('Seq Scan');
  }
});

if (process.env['SUMMARY_REQUESTS']) {
  test.each(['2026-03-01', '2026-09-01', '2027-02-01'])(
    'measured from %s',
    async (from) => {
      const start = Date.now();
      const { counts } = await of({
        from: `${from}T00:00:00Z`,
        to: '2027-03-01T00:00:00Z',
        timeZone: 'Europe/Berlin',
      });
      const requests = Object.values(counts).reduce((sum, count) => sum + count, 0);
      const load = loadavg()[0]?.toFixed(1);
      process.stdout.write(`${requests} requests: ${Date.now() - start} ms at a load of ${load}\n`);
    },
    600_000,
  );
}
