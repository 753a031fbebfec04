import { refusedAttemptsQuery, requestListQuery, requestSortKeys } from '@countersign/contracts';
import type { Caller } from '@countersign/contracts';
import { DataSource } from 'typeorm';
import type { Logger } from 'typeorm';
import { reportingDataSource } from '../reporting.data-source.js';
import { REPORTING_ROLE, REPORTING_TABLES } from '../reporting-schema.js';
import { caller, uuid } from '../testing/stories.js';
import { testReadModels } from '../testing/test-read-models.js';
import type { TestReadModels } from '../testing/test-read-models.js';
import { encodeCursor } from '../cursor.js';
import { RefusedAttemptLists } from '../attempts/attempts.query.js';
import { InFlight } from '../in-flight/in-flight.query.js';
import { Timelines } from '../timeline/timeline.query.js';
import { RequestLists } from './request-list.query.js';

/**
 * 20,000 requests of 500 people on 500 resources and a busy one, 2 % of them pending and in somebody's inbox; of the
 * accesses 100 are open or to come, some were revoked, many checked in, all others are on record as ended.
 */
const FILL = `
  INSERT INTO reporting.request_list
         (id, status, requester_issuer, requester_id, requester_name, requester_email, resource, resource_key, account,
          account_key, duration, justification, ticket, starts_at, policy_id, policy_version, policy_name, approvers,
          search, submitted_at, expires_at, decided_at, access_starts_at, access_ends_at)
  SELECT ('01990000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
         CASE WHEN n % 50 = 0 THEN 'pending' WHEN n % 3 = 0 THEN 'rejected' ELSE 'approved' END,
         'https://id.example.com', 'person-' || n % 500, 'Person ' || n % 500, 'person-' || n % 500 || '@example.com',
         CASE WHEN n % 4 < 2 THEN 'busy' ELSE 'resource-' || n % 1000 END,
         CASE WHEN n % 4 < 2 THEN 'busy' ELSE 'resource-' || n % 1000 END, 'account-' || n % 700, 'account-' || n % 700,
         'PT1H', 'because of ' || md5(n::text), 'INC-' || n, NULL,
         ('01990000-0000-7000-8000-' || lpad(to_hex(n % 200), 12, '0'))::uuid, 1, 'policy-' || n % 200,
         ARRAY['group:team-' || n % 300, 'user:chief-' || n % 100],
         'person ' || n % 500 || E'\\nbecause of ' || md5(n::text) || E'\\ninc-' || n,
         timestamptz '2026-03-01' + n * interval '1 minute', '2099-01-01',
         CASE WHEN n % 50 > 0 THEN timestamptz '2026-03-02' + n * interval '1 minute' END,
         CASE WHEN n % 3 > 0 THEN now() + (n - 19900) * interval '1 hour' END,
         CASE WHEN n % 3 > 0 THEN now() + (n - 19899) * interval '1 hour' END
    FROM generate_series(1, 20000) AS n;
  UPDATE reporting.request_list
     SET revoked_at = CASE WHEN account LIKE '%99' THEN access_starts_at END,
         checked_out_at = CASE WHEN account LIKE '%5' THEN access_starts_at END,
         checked_in_at = CASE WHEN account LIKE '%5' AND access_ends_at < now() THEN access_ends_at END,
         access_ended_at = CASE WHEN account NOT LIKE '%5' AND access_ends_at < now() THEN access_ends_at END
   WHERE access_starts_at IS NOT NULL;
  INSERT INTO reporting.request_count
  SELECT status, count(*), gen_random_uuid() FROM reporting.request_list GROUP BY status;
  INSERT INTO reporting.inbox
  SELECT id, CASE WHEN status = 'pending' THEN 0 END,
         CASE WHEN status = 'pending' THEN approvers ELSE '{}' END, '{}', '{}'
    FROM reporting.request_list;
  INSERT INTO reporting.timeline_entry (log, position, request_id, id, type, recorded_at, actor, data, hash)
  SELECT 'request', n, ('01990000-0000-7000-8000-' || lpad(to_hex(n % 5000), 12, '0'))::uuid, gen_random_uuid(),
         'request.submitted', now(), '{}', '{}', ''
    FROM generate_series(1, 20000) AS n;
  INSERT INTO reporting.refused_attempt
         (id, log, position, at, actor_issuer, actor_id, actor_name, operation, code, detail, count)
  SELECT gen_random_uuid(), 'request', n, timestamptz '2026-03-01' + n * interval '1 minute',
         'https://id.example.com', 'person-' || n % 500, 'Person', 'submit', 'code-' || n % 50, '', 1
    FROM generate_series(1, 20000) AS n`;

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
  for (const table of REPORTING_TABLES) await models.database.sql(`VACUUM ANALYZE reporting.${table}`);
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
  const isCount = ({ text }: Statement) => /GROUP BY|request_count/.test(text);
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
  { keys: ['2026-03-10T00:00:00.000Z'], id: uuid(5) },
  requestListQuery.parse({ status: 'approved' }),
);
const behind = (sort: string, ...keys: string[]) => ({
  sort,
  cursor: encodeCursor({ keys, id: uuid(5) }, requestListQuery.parse({ sort })),
});
const TEN = '2026-03-10T00:00:00.000Z';

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
  ['several words', { q: 'because inc-1234 person' }, auditor, 'request_list_search'],
  ['a word of an account', { q: '34567 because' }, auditor, 'request_list_search'],
  ['accesses to come', { accessStatus: 'scheduled' }, auditor, 'request_list_access_open'],
  ['accesses open now', { accessStatus: 'available' }, auditor, 'request_list_access_open'],
  ['accesses in use', { accessStatus: 'checked-out' }, auditor, 'request_list_access_open'],
  [
    'accesses open or to come',
    { accessStatus: ['scheduled', 'available', 'checked-out'] },
    auditor,
    'request_list_access_open',
  ],
  ['accesses that ended', { accessStatus: 'ended' }, auditor, 'request_list_submitted'],
  ['accesses given back', { accessStatus: 'checked-in' }, auditor, 'request_list_'],
  ['accesses revoked', { accessStatus: 'revoked' }, auditor, 'request_list_revoked'],
  ['accesses open on a resource', { accessStatus: 'available', resource: 'busy' }, auditor, 'request_list_'],
  ['the newest decisions', { sort: '-decidedAt' }, auditor, 'request_list_decided_desc'],
  ['the oldest decisions', { sort: 'decidedAt' }, auditor, 'request_list_decided_asc'],
  ['by resource', { sort: 'resource' }, auditor, 'request_list_resource'],
  ['by resource from the end', { sort: '-resource' }, auditor, 'request_list_resource'],
  ['by account', { sort: 'account' }, auditor, 'request_list_account'],
  ['by requester', { sort: 'requester' }, auditor, 'request_list_requester_name'],
  ['by requester from the end', { sort: '-requester' }, auditor, 'request_list_requester_name'],
  ['a status by resource', { status: 'pending', sort: 'resource' }, auditor, 'request_list_'],
  ['oldest first after a cursor', behind('submittedAt', TEN), auditor, 'request_list_submitted'],
  ['decisions after a cursor', behind('-decidedAt', TEN), auditor, 'request_list_decided_desc'],
  ['old decisions after a cursor', behind('decidedAt', '-infinity'), auditor, 'request_list_decided_asc'],
  ['resources after a cursor', behind('-resource', 'resource-5', TEN), auditor, 'request_list_resource'],
  ['accounts after a cursor', behind('account', 'account-5', TEN), auditor, 'request_list_account'],
  ['requesters after a cursor', behind('requester', 'person 5', TEN), auditor, 'request_list_requester_name'],
  ['what an approver sees by resource', { sort: 'resource' }, approver, 'request_list_'],
])('%s: a page by its index', async (_, query, as, index) => {
  const { page } = await plans(query, as);
  expect(page).toMatch(new RegExp(`${index}${index.endsWith('_') ? '' : '\\b'}`));
  expect(page).not.toContain('Seq Scan');
});

/** The order is the index's: a page reads no more than it shows. */
test.each([
  ...requestSortKeys.flatMap((sort) => [{ sort }, { sort: `-${sort}` }]),
  behind('-decidedAt', TEN),
  behind('decidedAt', '-infinity'),
  behind('resource', 'resource-5', TEN),
  behind('-requester', 'person 5', TEN),
])('by $sort nothing is sorted', async (query) => {
  const { page } = await plans(query, auditor);
  expect(page).toContain('Index Scan');
  expect(page).not.toMatch(/\bSort\b/);
});

test.each<[string, object, Caller]>([
  ['a resource', { resource: 'resource-50' }, auditor],
  ['a resource and a status', { resource: 'resource-50', status: 'pending' }, auditor],
  ['an account', { account: 'account-5' }, auditor],
  ['a policy', { policyId: uuid(7) }, auditor],
  ['a requester', { requester: 'person-7' }, auditor],
  ['my own', { requester: 'me' }, requester],
  ['what a requester sees', {}, requester],
  ['what an approver sees', {}, approver],
  ['what a stranger sees', {}, caller('mallory')],
  ['the inbox', { awaiting: 'me' }, approver],
  ['free text', { q: 'inc-1234' }, auditor],
  ['several words', { q: 'because inc-1234 person' }, auditor],
  ['free text of an approver', { q: 'inc-1234' }, approver],
  ['a day', DAY, auditor],
  ['accesses to come', { accessStatus: 'scheduled' }, auditor],
  ['accesses open now', { accessStatus: 'available' }, auditor],
  ['accesses in use', { accessStatus: 'checked-out' }, auditor],
  ['accesses revoked', { accessStatus: 'revoked' }, auditor],
])('%s: counts without a sequential scan', async (_, query, as) => {
  const { counts } = await plans(query, as);
  expect(counts).toContain('Index');
  expect(counts).not.toContain('Seq Scan');
});

test('everything: counts without the requests', async () => {
  const { counts } = await plans({ status: 'pending', sort: 'resource' }, auditor);
  expect(counts).toContain('request_count');
  expect(counts).not.toContain('request_list');
});

/** The plan of whatever a query asks the database. */
async function planOf(query: () => Promise<unknown>): Promise<string> {
  statements.length = 0;
  await query();
  return explain(statements);
}

const attempts = (query: object) => () =>
  new RefusedAttemptLists(dataSource).page(refusedAttemptsQuery.parse(query), auditor);
const older = encodeCursor({ keys: [TEN], id: uuid(5) }, refusedAttemptsQuery.parse({}));

test.each<[string, () => Promise<unknown>, string]>([
  ['requests in flight under a policy', () => new InFlight(dataSource).of(uuid(50)), 'request_list_pending'],
  ['how many wait for me', () => new RequestLists(dataSource).awaitingCount(approver), 'inbox_open_to'],
  ['a timeline', () => new Timelines(dataSource).of(uuid(50), auditor), 'timeline_entry_request'],
  ['a timeline of mine', () => new Timelines(dataSource).of(uuid(7), requester), 'timeline_entry_request'],
  ['attempts', attempts({}), 'refused_attempt_at'],
  ['attempts after a cursor', attempts({ cursor: older }), 'refused_attempt_at'],
  ['attempts of a day', attempts(DAY), 'refused_attempt_at'],
  ['attempts of a person', attempts({ person: 'person-7' }), 'refused_attempt_actor'],
  ['attempts refused by a rule', attempts({ code: 'code-7' }), 'refused_attempt_code'],
])('%s: by its index', async (_, query, index) => {
  const plan = await planOf(query);
  expect(plan).toMatch(new RegExp(`${index}\\b`));
  expect(plan).not.toContain('Seq Scan');
});
