import { requestListQuery, requestSortKeys } from '@countersign/contracts';
import type { Caller } from '@countersign/contracts';
import { encodeCursor } from '../cursor.js';
import { recordedPlans } from '../testing/recorded-plans.js';
import type { RecordedPlans } from '../testing/recorded-plans.js';
import { caller, uuid } from '../testing/stories.js';
import { RequestLists } from './request-list.query.js';

let plans: RecordedPlans;

beforeAll(async () => {
  plans = await recordedPlans();
}, 120_000);
afterAll(() => plans.close());

const DAY = { from: '2026-03-05T00:00:00Z', to: '2026-03-06T00:00:00Z' };
const TEN = '2026-03-10T00:00:00.000Z';

/** Not the planner’s own small catalogues. */
const SEQUENTIAL = /Seq Scan on (request|approval)\b/;

const auditor = caller('frank', { roles: ['auditor'] });
const approver = caller('chief-50', { groups: ['team-150', 'team-151'] });
const requester = caller('person-7');

/** Plans of the statements for the requests of a page, and for its counts. */
async function plansOf(query: object, as: Caller): Promise<{ page: string; counts: string }> {
  const all = await plans.of(() =>
    new RequestLists(plans.dataSource, plans.dataSource).page(requestListQuery.parse(query), as),
  );
  const isCount = (plan: string) => /GroupAggregate|HashAggregate|on request_count/.test(plan);
  return {
    page: all.filter((plan) => / on request\b/.test(plan) && !isCount(plan)).join('\n'),
    counts: all.filter(isCount).join('\n'),
  };
}

const behind = (query: { sort?: string }, ...keys: string[]) => ({
  ...query,
  cursor: encodeCursor({ keys, id: uuid(5) }, requestListQuery.parse(query)),
});

it.each<[string, object, Caller, string]>([
  ['everything', {}, auditor, 'request_submitted'],
  ['oldest first', { sort: 'submittedAt' }, auditor, 'request_submitted'],
  ['oldest first after a cursor', behind({ sort: 'submittedAt' }, TEN), auditor, 'request_submitted'],
  ['a day', DAY, auditor, 'request_submitted'],
  ['a status', { status: 'pending' }, auditor, 'request_status'],
  ['a status after a cursor', behind({ status: 'approved' } as object, TEN), auditor, 'request_'],
  ['two rare statuses', { status: ['pending', 'refused'] }, auditor, 'request_status'],
  ['a resource', { resource: 'resource-50' }, auditor, 'request_resource'],
  ['a resource and a status', { resource: 'busy', status: 'pending' }, auditor, 'request_resource'],
  ['an account', { account: 'account-5' }, auditor, 'request_account'],
  ['a policy', { policyId: uuid(7) }, auditor, 'request_policy'],
  ['a requester', { requester: 'person-7' }, auditor, 'request_requester'],
  ['my own', { requester: 'me' }, requester, 'request_requester'],
  ['what a requester sees', {}, requester, 'request_requester'],
  ['what an approver sees', {}, approver, 'request_'],
  ['what an approver sees by resource', { sort: 'resource' }, approver, 'request_'],
  ['what a stranger sees', {}, caller('mallory'), 'request_terms'],
  ['the inbox', { awaiting: 'me' }, approver, 'approval_open_to'],
  ['free text', { q: 'inc-1234' }, auditor, 'request_terms'],
  ['free text of an approver', { q: 'inc-1234' }, approver, 'request_terms'],
  ['several words', { q: 'because inc-1234 person' }, auditor, 'request_terms'],
  ['a word of an account and a ticket', { q: '12345 account' }, auditor, 'request_terms'],
  ['a word of two characters', { q: 'zq' }, auditor, 'request_terms'],
  ['a word of one character', { q: 'z' }, auditor, 'request_terms'],
  ['a common word of one character', { q: 'a' }, auditor, 'request_submitted'],
  ['a common word of two characters', { q: 'pe' }, auditor, 'request_submitted'],
  ['a rare word beside a common character', { q: 'inc-1234 a' }, auditor, 'request_terms'],
  ['a word that a beginning makes rare', { q: 'x 7' }, auditor, 'request_terms'],
  ['accesses to come', { accessStatus: 'scheduled' }, auditor, 'request_access'],
  ['accesses open now', { accessStatus: 'available' }, auditor, 'request_access'],
  ['accesses in use', { accessStatus: 'checked-out' }, auditor, 'request_access'],
  [
    'accesses open or to come',
    { accessStatus: ['scheduled', 'available', 'checked-out'] },
    auditor,
    'request_access',
  ],
  ['accesses that ended', { accessStatus: 'ended' }, auditor, 'request_submitted'],
  ['accesses given back', { accessStatus: 'checked-in' }, auditor, 'request_'],
  ['accesses revoked', { accessStatus: 'revoked' }, auditor, 'request_access'],
  ['accesses open on a resource', { accessStatus: 'available', resource: 'busy' }, auditor, 'request_'],
  ['the newest decisions', { sort: '-decidedAt' }, auditor, 'request_decided'],
  ['the oldest decisions', { sort: 'decidedAt' }, auditor, 'request_decided'],
  ['decisions after a cursor', behind({ sort: '-decidedAt' }, 'false', TEN), auditor, 'request_decided'],
  ['undecided ones after a cursor', behind({ sort: 'decidedAt' }, 'true', TEN), auditor, 'request_status'],
  ['by resource', { sort: 'resource' }, auditor, 'request_resource'],
  ['by resource from the end', { sort: '-resource' }, auditor, 'request_resource'],
  ['a status by resource', { status: 'pending', sort: 'resource' }, auditor, 'request_resource'],
  ['resources after a cursor', behind({ sort: '-resource' }, 'resource-5', TEN), auditor, 'request_resource'],
  ['by account', { sort: 'account' }, auditor, 'request_account'],
  ['accounts after a cursor', behind({ sort: 'account' }, 'account-5', TEN), auditor, 'request_account'],
  ['by requester', { sort: 'requester' }, auditor, 'request_requester_name'],
  ['by requester from the end', { sort: '-requester' }, auditor, 'request_requester_name'],
  [
    'requesters after a cursor',
    behind({ sort: 'requester' }, 'person 5', TEN),
    auditor,
    'request_requester_name',
  ],
])('%s: a page by its index', async (_, query, as, index) => {
  const { page } = await plansOf(query, as);
  expect(page).toMatch(new RegExp(`${index}${index.endsWith('_') ? '' : '\\b'}`));
  expect(page).not.toMatch(SEQUENTIAL);
});

/** The index has the list's order, so each part of a page reads no more rows than the page shows. */
it.each([
  ...requestSortKeys.flatMap((sort) => [{ sort }, { sort: `-${sort}` }]),
  behind({ sort: '-decidedAt' }, 'true', TEN),
  behind({ sort: 'decidedAt' }, 'false', TEN),
  behind({ sort: 'resource' }, 'resource-5', TEN),
  behind({ sort: '-requester' }, 'person 5', TEN),
  { sort: '-submittedAt', status: ['pending', 'approved', 'rejected'] },
  { sort: '-submittedAt', resource: 'busy' },
  { sort: '-submittedAt', policyId: uuid(7), limit: 10 },
])('%j sorts nothing that it does not show', async (query) => {
  const { page } = await plansOf(query, auditor);
  // Below the limit of the page are the limits of its parts, if there are several; the page sorts only their rows.
  const [, whole = '', ...parts] = page.split(/\bLimit\b/);
  expect(page).toContain('Index Scan');
  for (const part of parts.length > 0 ? parts : [whole]) expect(part).not.toMatch(/\bSort\b/);
});

it.each<[string, object, Caller]>([
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
  const { counts } = await plansOf(query, as);
  expect(counts).toContain('Index');
  expect(counts).not.toMatch(SEQUENTIAL);
});

it('asks the index for the rare words of a search, and checks the common ones on the rows', async () => {
  const { page, counts } = await plansOf({ q: 'inc-1234 person' }, auditor);
  for (const plan of [page, counts]) {
    expect(plan).toMatch(/Index Cond: \(terms @@ '''1234'':\*'::tsquery\)/);
    expect(plan).toMatch(/Filter: .*''inc'':\*/);
  }
});

it.each(['a', 'pe', '1', '42', 'z'])('looks up %s as one term, not as the beginning of many', async (q) => {
  const { page, counts } = await plansOf({ q }, auditor);
  for (const plan of [page, counts]) expect(plan).toContain(`terms @@ '''^${q}'''::tsquery`);
});

it('everything: counts without the requests', async () => {
  const { counts } = await plansOf({ status: 'pending', sort: 'resource' }, auditor);
  expect(counts).toContain('on request_count');
  expect(counts).not.toMatch(/on request\b/);
});
