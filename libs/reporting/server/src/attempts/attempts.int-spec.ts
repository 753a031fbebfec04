import { refusedAttemptsQuery } from '@countersign/contracts';
import { ApprovalsProjection } from '../approvals/approvals.projection.js';
import { RequestsProjection } from '../requests/requests.projection.js';
import { keepsItsTables } from '../testing/projection-contract.js';
import type { BothLogs } from '../testing/report-stories.js';
import { at, attempted, caller, erased, recorded, uuid } from '../testing/stories.js';
import { testReadModels } from '../testing/test-read-models.js';
import type { TestReadModels } from '../testing/test-read-models.js';
import { AttemptsProjection } from './attempts.projection.js';
import { RefusedAttemptLists } from './attempts.query.js';

const projection = new AttemptsProjection();
const frank = caller('frank', { roles: ['auditor'] });
const page = (query: object = {}, as = frank) => lists.page(refusedAttemptsQuery.parse(query), as);
let models: TestReadModels;
let lists: RefusedAttemptLists;

beforeAll(async () => {
  models = await testReadModels();
  lists = new RefusedAttemptLists(models.dataSource);
}, 120_000);
afterAll(() => models.close());
beforeEach(async () => {
  await models.empty();
  await models.apply(projection, 'approval', logs.approval);
  await models.apply(projection, 'request', logs.request);
});

/** The n-th attempt. */
const attempt = (n: number, by: string, code: string, target: object) =>
  attempted(by, code, { requestId: null, resource: null, account: null, ...target }, n);

const of = { requestId: uuid(70) };
const logs: BothLogs = {
  approval: recorded('approval', [
    attempt(1, 'alice', 'self-approval', of),
    attempt(2, 'dave', 'not-an-approver', of),
    attempt(3, 'alice', 'self-approval', of),
  ]),
  request: recorded(
    'request',
    [attempt(4, 'alice', 'duration-out-of-range', { resource: 'prod-db', account: 'db-admin' })],
    4,
  ),
};
const erasedLogs: BothLogs = {
  approval: [...logs.approval, ...recorded('approval', [erased([1, 1], [3, 3])], 4)],
  request: logs.request,
};

const countsOf = async (query: object) => (await page(query)).items.map(({ count }) => count);

it('a list says who attempted what, why it was refused and how often, newest first', async () => {
  const { items, nextCursor } = await page();
  expect(items.map(({ count }) => count)).toEqual([4, 3, 2, 1]);
  expect(nextCursor).toBeNull();
  expect(items[3]).toEqual({
    id: uuid(1),
    log: 'approval',
    position: 1,
    at: at(1),
    operation: 'approval.approve',
    actor: { id: 'alice', name: 'Alice Example', email: 'alice@example.com' },
    requestId: uuid(70),
    resource: null,
    account: null,
    code: 'self-approval',
    detail: 'self-approval.',
    count: 1,
  });
  expect(items[0]).toMatchObject({
    log: 'request',
    requestId: null,
    resource: 'prod-db',
    account: 'db-admin',
  });
});

it.each<[object, number[]]>([
  [{ person: 'dave' }, [2]],
  [{ code: 'self-approval' }, [3, 1]],
  [{ person: 'alice', code: 'duration-out-of-range' }, [4]],
  [{ from: at(2), to: at(4) }, [3, 2]],
  [{ person: 'mallory' }, []],
])('a list is filtered by %j', async (query, expected) => {
  expect(await countsOf(query)).toEqual(expected);
});

it('a list has pages, and refuses a cursor of other filters', async () => {
  const first = await page({ limit: 3 });
  expect(first.items.map(({ count }) => count)).toEqual([4, 3, 2]);
  expect(await countsOf({ limit: 3, cursor: first.nextCursor })).toEqual([1]);
  await expect(page({ person: 'dave', cursor: first.nextCursor })).rejects.toMatchObject({ status: 422 });
});

it.each([
  ['alice', caller('alice'), 'not-allowed'],
  ['a policy admin', caller('erin', { roles: ['policy-admin'] }), undefined],
])('%s: %s', async (_, as, code) => {
  const refused = await page({}, as).then(
    () => undefined,
    (error: unknown) => (error as { code: string }).code,
  );
  expect(refused).toBe(code);
});

describe('the table', () => {
  keepsItsTables({ projection: () => new AttemptsProjection(), logs, erasedLogs, readModels: () => models });
});

it('an erased name is missing, with the time of the erasure; attempts in the other log keep theirs', async () => {
  await models.apply(projection, 'approval', erasedLogs.approval.slice(-1));
  const { items } = await page({ person: 'alice' });
  const erasedAt = '2026-03-01T10:00:00.000Z';
  const gone = { id: 'alice', name: null, email: null, erasedAt };
  const kept = { id: 'alice', name: 'Alice Example', email: 'alice@example.com' };
  expect(items.map(({ actor }) => actor)).toEqual([kept, gone, gone]);
});

it('the other read models ignore attempts', () => {
  for (const other of [new RequestsProjection(), new ApprovalsProjection()])
    expect(other.types).not.toContain('attempt.refused');
});
