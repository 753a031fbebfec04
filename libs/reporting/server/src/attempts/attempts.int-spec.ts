import { refusedAttemptsQuery } from '@countersign/contracts';
import type { RecordedEvent } from '@countersign/contracts';
import { RequestListProjection } from '../request-list/request-list.projection.js';
import { at, caller, person, recorded, StoryOf, uuid } from '../testing/stories.js';
import { testReadModels } from '../testing/test-read-models.js';
import type { TestReadModels } from '../testing/test-read-models.js';
import { TimelineProjection } from '../timeline/timeline.projection.js';
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

/** An attempt as its log records it. */
function attempt(n: number, who: string, code: string, target: object): RecordedEvent {
  const [event] = recorded('approval', [new StoryOf(n).opened()], n) as [RecordedEvent];
  const aim = { requestId: null, resource: null, account: null, ...target };
  const what = { operation: 'approval.approve', target: aim, code, detail: `${code}.`, count: n };
  const data = { actor: { ...person(who) }, ...what, at: at(n) };
  return { ...event, type: 'attempt.refused', stream: `attempts-${who}-20260301`, data };
}

const logs = {
  approval: [
    attempt(1, 'alice', 'self-approval', { requestId: uuid(70) }),
    attempt(2, 'dave', 'not-an-approver', { requestId: uuid(70) }),
    attempt(3, 'alice', 'self-approval', { requestId: uuid(70) }),
  ],
  request: [attempt(4, 'alice', 'duration-out-of-range', { resource: 'prod-db', account: 'db-admin' })],
};

const countsOf = async (query: object) => (await page(query)).items.map(({ count }) => count);

test('who, what, why, how often, the newest first', async () => {
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

test.each<[object, number[]]>([
  [{ person: 'dave' }, [2]],
  [{ code: 'self-approval' }, [3, 1]],
  [{ person: 'alice', code: 'duration-out-of-range' }, [4]],
  [{ from: at(2), to: at(4) }, [3, 2]],
  [{ person: 'mallory' }, []],
])('filtered by %j', async (query, expected) => {
  expect(await countsOf(query)).toEqual(expected);
});

test('page by page, and the cursor belongs to its filters', async () => {
  const first = await page({ limit: 3 });
  expect(first.items.map(({ count }) => count)).toEqual([4, 3, 2]);
  expect(await countsOf({ limit: 3, cursor: first.nextCursor })).toEqual([1]);
  await expect(page({ person: 'dave', cursor: first.nextCursor })).rejects.toMatchObject({ status: 422 });
});

test.each([
  ['alice', caller('alice'), 'not-allowed'],
  ['a policy admin', caller('erin', { roles: ['policy-admin'] }), undefined],
])('%s: %s', async (_, who, code) => {
  const refused = await page({}, who).then(
    () => undefined,
    (error: unknown) => (error as { code: string }).code,
  );
  expect(refused).toBe(code);
});

test('applied twice the rows are the same, and a rebuild gives what was there', async () => {
  const before = await models.rows('refused_attempt');
  await models.apply(projection, 'approval', [...logs.approval, ...logs.approval]);
  expect(await models.rows('refused_attempt')).toEqual(before);
  await models.pool.query(
    'CREATE TABLE reporting.refused_attempt_new (LIKE reporting.refused_attempt INCLUDING ALL)',
  );
  for (const log of ['request', 'approval'] as const) await models.apply(projection, log, logs[log], '_new');
  expect(await models.rows('refused_attempt_new')).toEqual(before);
  await models.pool.query('DROP TABLE reporting.refused_attempt_new');
});

test('the other read models take no notice', async () => {
  for (const log of ['request', 'approval'] as const) {
    await models.apply(new RequestListProjection(), log, logs[log]);
    await models.apply(new TimelineProjection(), log, logs[log]);
  }
  for (const table of ['request_list', 'inbox', 'timeline_entry'])
    expect(await models.rows(table)).toEqual([]);
});
