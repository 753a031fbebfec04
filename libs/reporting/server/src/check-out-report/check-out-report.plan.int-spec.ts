import { checkOutReportQuery } from '@countersign/contracts';
import { encodeCursor } from '../cursor.js';
import { recordedPlans } from '../testing/recorded-plans.js';
import type { RecordedPlans } from '../testing/recorded-plans.js';
import { caller, uuid } from '../testing/stories.js';
import { testReadModels } from '../testing/test-read-models.js';
import type { TestReadModels } from '../testing/test-read-models.js';
import { CheckOutReports } from './check-out-report.query.js';

/** 20,000 requests of 500 people on 500 resources, 2 % of them pending, 1 % with an access that is not over. */
const FILL = `
  INSERT INTO reporting.check_out_report
    (id, status, requester_issuer, requester_id, requester_name, resource, resource_key, account, account_key, duration,
     policy_id, policy_version, policy_name, unmatched, submitted_at, steps, access_starts_at, access_ends_at,
     checked_out_at, access_final, access_over_at)
  SELECT ('01990000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
         CASE WHEN n % 50 = 0 THEN 'pending' WHEN n % 3 = 0 THEN 'rejected' ELSE 'approved' END,
         'i', 'person-' || n % 500, 'Person', 'resource-' || n % 500, 'resource-' || n % 500,
         'account-' || n % 700, 'account-' || n % 700, 'PT1H',
         ('01990000-0000-7000-8000-' || lpad(to_hex(n % 200), 12, '0'))::uuid, 1, 'policy', false,
         timestamptz '2026-03-01' + n * interval '1 minute', '[]',
         CASE WHEN n % 3 > 0 THEN now() - interval '1 day' END,
         CASE WHEN n % 3 > 0 THEN now() + interval '1 day' END,
         CASE WHEN n % 6 > 3 THEN now() END,
         CASE WHEN n % 3 > 0 AND n % 100 <> 1
              THEN CASE WHEN n % 100 = 2 THEN 'revoked' WHEN n % 6 > 3 THEN 'checked-in' ELSE 'ended' END END, now()
    FROM generate_series(1, 20000) AS n;
  INSERT INTO reporting.check_out_report_approval SELECT id, '{}' FROM reporting.check_out_report`;

const frank = caller('frank', { roles: ['auditor'] });
let models: TestReadModels;
let plans: RecordedPlans;

beforeAll(async () => {
  models = await testReadModels();
  await models.pool.query(FILL);
  await models.pool.query(`UPDATE reporting.check_out_report_approval SET state = '{"steps":[]}'`);
  for (const table of ['check_out_report', 'check_out_report_approval'])
    await models.database.sql(`VACUUM ANALYZE reporting.${table}`);
  plans = await recordedPlans(models);
}, 120_000);
afterAll(async () => {
  await plans.close();
  await models.close();
});

const cursor = encodeCursor(
  { keys: ['2026-03-10T00:00:00.000Z'], id: uuid(5) },
  checkOutReportQuery.parse({}),
);

test.each<[string, object, string]>([
  ['everything', {}, 'check_out_report_submitted'],
  ['behind a cursor', { cursor, limit: 200 }, 'check_out_report_submitted'],
  ['oldest first', { sort: 'submittedAt' }, 'check_out_report_submitted'],
  ['a day', { from: '2026-03-05T00:00:00Z', to: '2026-03-06T00:00:00Z' }, 'check_out_report_submitted'],
  ['a status', { status: 'pending' }, 'check_out_report_status'],
  ['a requester', { requester: 'person-7' }, 'check_out_report_requester'],
  ['a resource', { resource: 'resource-50' }, 'check_out_report_resource'],
  ['an account', { account: 'account-5' }, 'check_out_report_account'],
  ['a policy', { policyId: uuid(7) }, 'check_out_report_policy'],
  ['in use', { accessStatus: 'checked-out' }, 'check_out_report_live'],
  ['available', { accessStatus: 'available' }, 'check_out_report_live'],
  ['scheduled', { accessStatus: 'scheduled' }, 'check_out_report_live'],
  ['revoked', { accessStatus: 'revoked' }, 'check_out_report_final'],
  ['checked in', { accessStatus: 'checked-in' }, 'check_out_report_'],
  ['ended', { accessStatus: 'ended' }, 'check_out_report_'],
])('%s: a page by its index', async (_, query, index) => {
  const [page = '', ...others] = await plans.of(() =>
    new CheckOutReports(plans.dataSource).page(checkOutReportQuery.parse(query), frank),
  );
  expect(page).toMatch(new RegExp(`${index}${index.endsWith('_') ? '' : '\\b'}`));
  expect([page, ...others].join()).not.toContain('Seq Scan');
});
