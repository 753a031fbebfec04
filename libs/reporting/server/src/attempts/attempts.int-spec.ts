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
const page = (query: object = {}, who = frank) => lists.page(refusedAttemptsQuery.parse(query), who);
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

/** The nth attempt of all. */
const attempt = (n: number, who: string, code: string, target: object) =>
  attempted(who, code, { requestId: null, resource: null, account: null, ...target }, n);

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

it('who, what, why, how often, the newest first', async () => {
  const { items, nextCursor } = await page();
  expect(items.map(({ count }) => count)).toEqual([4, 3, 2, 1]);
  expect(nextCursor).toBeNull();
  expect(items[3]).toEqual({
    ...{ id: uuid(1), log: 'approval', position: 1, at: at(1), operation: 'approval.approve' },
    actor: { id: 'alice', name: 'Alice Example', email: 'alice@example.com' },
    ...{ requestId: uuid(70), resource: null, account: null },
    ...{ code: 'self-approval', detail: 'self-approval.', count: 1 },
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
])('filtered by %j', async (query, expected) => {
  expect(await countsOf(query)).toEqual(expected);
});

it('page by page, and the cursor belongs to its filters', async () => {
  const first = await page({ limit: 3 });
  expect(first.items.map(({ count }) => count)).toEqual([4, 3, 2]);
  expect(await countsOf({ limit: 3, cursor: first.nextCursor })).toEqual([1]);
  await expect(page({ person: 'dave', cursor: first.nextCursor })).rejects.toMatchObject({ status: 422 });
});

it.each([
  ['alice', caller('alice'), 'not-allowed'],
  ['a policy admin', caller('erin', { roles: ['policy-admin'] }), undefined],
])('%s: %s', async (_, who, code) => {
  const refused = await page({}, who).then(
    () => undefined,
    (error: unknown) => (error as { code: string }).code,
  );
  expect(refused).toBe(code);
});

describe('the table', () => {
  keepsItsTables({ projection: () => new AttemptsProjection(), logs, erasedLogs, readModels: () => models });
});

it('shows no name where it was erased, and since when; the attempts of the other log stay', async () => {
  await models.apply(projection, 'approval', erasedLogs.approval.slice(-1));
  const { items } = await page({ person: 'alice' });
  const erasedAt = '2026-03-01T10:00:00.000Z';
  const gone = { id: 'alice', name: null, email: null, erasedAt };
  const kept = { id: 'alice', name: 'Alice Example', email: 'alice@example.com' };
  expect(items.map(({ actor }) => actor)).toEqual([kept, gone, gone]);
});

it('is no matter of the other read models', () => {
  for (const other of [new RequestsProjection(), new ApprovalsProjection()])
    expect(other.types).not.toContain('attempt.refused');
});
