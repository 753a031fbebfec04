import { requestListQuery } from '@countersign/contracts';
import type { Caller } from '@countersign/contracts';
import { DataSource } from 'typeorm';
import type { Logger } from 'typeorm';
import { reportingDataSource } from '../reporting.data-source.js';
import { REPORTING_ROLE } from '../reporting-schema.js';
import { caller, uuid } from '../testing/stories.js';
import { testReadModels } from '../testing/test-read-models.js';
import type { TestReadModels } from '../testing/test-read-models.js';
import { encodeCursor } from '../cursor.js';
import { InFlight } from '../in-flight/in-flight.query.js';
import { RequestLists } from './request-list.query.js';

/** 20,000 requests of 500 people on 500 resources and a busy one, 2 % of them pending and in somebody's inbox. */
const FILL = `
  INSERT INTO reporting.request_list
  SELECT ('01990000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
         CASE WHEN n % 50 = 0 THEN 'pending' WHEN n % 3 = 0 THEN 'rejected' ELSE 'approved' END,
         'https://id.example.com', 'person-' || n % 500, 'Person ' || n % 500, 'person-' || n % 500 || '@example.com',
         CASE WHEN n % 4 < 2 THEN 'busy' ELSE 'resource-' || n % 1000 END,
         CASE WHEN n % 4 < 2 THEN 'busy' ELSE 'resource-' || n % 1000 END, 'account-' || n % 700, 'account-' || n % 700,
         'PT1H', 'because of ' || md5(n::text), 'INC-' || n, NULL,
         ('01990000-0000-7000-8000-' || lpad(to_hex(n % 200), 12, '0'))::uuid, 1, 'policy-' || n % 200,
         ARRAY['group:team-' || n % 300, 'user:chief-' || n % 100],
         'person ' || n % 500 || E'\\nbecause of ' || md5(n::text) || E'\\ninc-' || n,
         timestamptz '2026-03-01' + n * interval '1 minute', '2099-01-01', NULL,
         CASE WHEN n % 3 > 0 THEN now() + (n - 19900) * interval '1 hour' END,
         CASE WHEN n % 3 > 0 THEN now() + (n - 19899) * interval '1 hour' END
    FROM generate_series(1, 20000) AS n;
  INSERT INTO reporting.inbox
  SELECT id, CASE WHEN status = 'pending' THEN 0 END,
         CASE WHEN status = 'pending' THEN approvers ELSE '{}' END, '{}', '{}'
    FROM reporting.request_list`;

interface Statement {
  text: string;
  parameters: unknown[];
}

let models: TestReadModels;
let dataSource: DataSource;
const statements: Statement[] = [];

beforeAll(async () => {
  models = await testReadModels();
  await models.pool.query(FILL);
  await models.database.sql('VACUUM ANALYZE reporting.request_list');
  await models.database.sql('VACUUM ANALYZE reporting.inbox');
  const options = reportingDataSource(models.database.urlFor(REPORTING_ROLE));
  dataSource = await new DataSource({ ...options, logging: ['query'], logger: recording }).initialize();
}, 120_000);
afterAll(async () => {
  await dataSource.destroy();
  await models.close();
});

const DAY = { from: '2026-03-05T00:00:00Z', to: '2026-03-06T00:00:00Z' };

const ignored = (): void => undefined;
const recording: Logger = {
  logQuery: (text, parameters = []) => statements.push({ text, parameters: parameters as unknown[] }),
  logQueryError: ignored,
  logQuerySlow: ignored,
  logSchemaBuild: ignored,
  logMigration: ignored,
  log: ignored,
};

const auditor = caller('frank', { roles: ['auditor'] });
const approver = caller('chief-50', { groups: ['team-150', 'team-151'] });
const requester = caller('person-7');

/** Plans of every statement behind a page, and of its counts apart. */
async function plans(query: object, as: Caller): Promise<{ page: string; counts: string }> {
  statements.length = 0;
  await new RequestLists(dataSource).page(requestListQuery.parse(query), as);
  const selects = statements.filter(({ text }) => text.startsWith('SELECT'));
  const isCount = ({ text }: Statement) => text.includes('GROUP BY');
  return {
    page: await explain(selects.filter((statement) => !isCount(statement))),
    counts: await explain(selects.filter(isCount)),
  };
}

async function explain(selects: Statement[]): Promise<string> {
  const lines: string[] = [];
  for (const { text, parameters } of [...selects]) {
    const { rows } = await models.pool.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, parameters);
    lines.push(...rows.map((row) => row['QUERY PLAN']));
  }
  return lines.join('\n');
}

const cursor = encodeCursor(
  { at: '2026-03-10T00:00:00.000Z', id: uuid(5) },
  requestListQuery.parse({ status: 'approved' }),
);

test.each<[string, object, Caller, string]>([
  ['everything', {}, auditor, 'request_list_submitted'],
  ['oldest first', { sort: 'submittedAt' }, auditor, 'request_list_submitted'],
  ['a status', { status: 'pending' }, auditor, 'request_list_status'],
  ['a status after a cursor', { status: 'approved', cursor }, auditor, 'request_list_'],
  ['two statuses', { status: ['pending', 'approved'] }, auditor, 'request_list_submitted'],
  ['a resource', { resource: 'resource-50' }, auditor, 'request_list_resource'],
  [
    'a resource and a status',
    { resource: 'busy', status: 'pending' },
    auditor,
    'request_list_status_resource',
  ],
  ['an account', { account: 'account-5' }, auditor, 'request_list_account'],
  ['a policy', { policyId: uuid(7) }, auditor, 'request_list_policy'],
  ['a requester', { requester: 'person-7' }, auditor, 'request_list_requester'],
  ['my own', { requester: 'me' }, requester, 'request_list_requester'],
  ['what a requester sees', {}, requester, 'request_list_requester'],
  ['what an approver sees', {}, approver, 'request_list_'],
  ['what a stranger sees', {}, caller('mallory'), 'request_list_approvers'],
  ['the inbox', { awaiting: 'me' }, approver, 'inbox_open_to'],
  ['free text', { q: 'inc-1234' }, auditor, 'request_list_search'],
  ['free text of an approver', { q: 'inc-1234' }, approver, 'request_list_search'],
  ['a day', DAY, auditor, 'request_list_submitted'],
  ['accesses to come', { accessStatus: 'scheduled' }, auditor, 'request_list_access_start'],
  ['accesses open now', { accessStatus: 'available' }, auditor, 'request_list_access_end'],
  ['accesses that ended', { accessStatus: 'ended' }, auditor, 'request_list_submitted'],
])('%s: a page by its index', async (_, query, as, index) => {
  const { page } = await plans(query, as);
  expect(page).toMatch(new RegExp(`${index}${index.endsWith('_') ? '' : '\\b'}`));
  expect(page).not.toContain('Seq Scan');
});

test.each<[string, object, Caller]>([
  ['a resource', { resource: 'resource-50' }, auditor],
  ['a requester', { requester: 'person-7' }, auditor],
  ['what an approver sees', {}, approver],
  ['what a stranger sees', {}, caller('mallory')],
  ['the inbox', { awaiting: 'me' }, approver],
  ['free text', { q: 'inc-1234' }, auditor],
])('%s: counts without a sequential scan', async (_, query, as) => {
  const { counts } = await plans(query, as);
  expect(counts).toContain('Index');
  expect(counts).not.toContain('Seq Scan');
});

test('requests in flight under a policy: by the index of pending ones alone', async () => {
  statements.length = 0;
  await new InFlight(dataSource).of(uuid(50));
  const plan = await explain(statements);
  expect(plan).toMatch(/\brequest_list_pending\b/);
  expect(plan).not.toContain('Seq Scan');
});
