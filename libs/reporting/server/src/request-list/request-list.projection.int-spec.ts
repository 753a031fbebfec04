import fc from 'fast-check';
import type { LogName, RecordedEvent, StepRecord } from '@countersign/contracts';
import { group, policy, recorded, StoryOf, user } from '../testing/stories.js';
import type { Story } from '../testing/stories.js';
import { testReadModels } from '../testing/test-read-models.js';
import type { TestReadModels } from '../testing/test-read-models.js';
import { RequestListProjection } from './request-list.projection.js';

const projection = new RequestListProjection();
let models: TestReadModels;

beforeAll(async () => {
  models = await testReadModels();
}, 120_000);
afterAll(() => models.close());
beforeEach(() => models.empty());

const twoSteps = policy([
  { approvers: [group('managers')] },
  { approvers: [user('dave')], requiredApprovals: 1 },
]);
const [first, second, third, fourth, fifth] = [1, 2, 3, 4, 5].map(
  (n) => new StoryOf(n, { policy: twoSteps }),
) as [StoryOf, StoryOf, StoryOf, StoryOf, StoryOf];

const rejected: Story = {
  request: [second.submitted(), second.ended('request', 'rejected')],
  approval: [
    second.opened(),
    second.decided(0, 'bob'),
    second.decided(1, 'dave', 'reject'),
    second.ended('approval', 'rejected'),
  ],
};
const pending: Story = { request: [third.submitted()], approval: [third.opened(), third.decided(0, 'bob')] };
const refused: Story = { request: [fourth.refused()], approval: [] };
const selfApproved: Story = {
  request: [fifth.submitted(), fifth.ended('request', 'approved', [fifth.step('bob'), fifth.step('alice')])],
  approval: [],
};
const stories = [first.approvedStory(), rejected, pending, refused, selfApproved];

/** The stories of several requests, entangled within each log as real ones are. */
const logs: Record<'request' | 'approval', RecordedEvent[]> = {
  request: recorded('request', entangled(stories.map(({ request }) => request))),
  approval: recorded('approval', entangled(stories.map(({ approval }) => approval))),
};

function entangled<T>(lists: T[][]): T[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, i) => lists.flatMap((list) => list.slice(i, i + 1))).flat();
}

async function tables(): Promise<string[][]> {
  return [await models.rows('request_list'), await models.rows('inbox')];
}

async function inOrder(): Promise<string[][]> {
  for (const log of ['request', 'approval'] as const) {
    for (const event of logs[log]) await models.apply(projection, log, [event]);
  }
  return tables();
}

/** Batches of both logs: each log in its order, anything between the two. */
const deliveries = fc.tuple(batchesOf(logs.request), batchesOf(logs.approval)).chain(([request, approval]) =>
  fc
    .shuffledSubarray(
      [...request.map(() => 'request' as const), ...approval.map(() => 'approval' as const)],
      {
        minLength: request.length + approval.length,
      },
    )
    .map((order) => {
      const left = { request: [...request], approval: [...approval] };
      return order.map((log): [LogName, RecordedEvent[]] => [log, left[log].shift() ?? []]);
    }),
);

function batchesOf(events: RecordedEvent[]): fc.Arbitrary<RecordedEvent[][]> {
  const cuts = fc.subarray(events.map((_, i) => i).slice(1));
  return cuts.map((at) => [0, ...at].map((from, i) => events.slice(from, at[i] ?? events.length)));
}

test('the tables are the same whatever the order between the logs and however the events are batched', async () => {
  const expected = await inOrder();
  await fc.assert(
    fc.asyncProperty(deliveries, async (batches) => {
      await models.empty();
      for (const [log, events] of batches) await models.apply(projection, log, events);
      expect(await tables()).toEqual(expected);
    }),
    { numRuns: 40 },
  );
}, 60_000);

test('every event applied twice leaves what applying it once leaves', async () => {
  const expected = await inOrder();
  await models.empty();
  for (const log of ['request', 'approval'] as const) {
    for (const event of logs[log]) await models.apply(projection, log, [event, event]);
    await models.apply(projection, log, logs[log]);
  }
  expect(await tables()).toEqual(expected);
});

test('a rebuild into new tables gives what was there, and does not touch it meanwhile', async () => {
  const expected = await inOrder();
  for (const table of projection.tables) {
    await models.pool.query(`CREATE TABLE reporting.${table}_new (LIKE reporting.${table} INCLUDING ALL)`);
  }
  for (const log of ['approval', 'request'] as const) await models.apply(projection, log, logs[log], '_new');
  expect(await tables()).toEqual(expected);
  expect([await models.rows('request_list_new'), await models.rows('inbox_new')]).toEqual(expected);
  await models.pool.query('DROP TABLE reporting.request_list_new, reporting.inbox_new');
});

test.each<[boolean, Parameters<StoryOf['ended']>[1], string, StepRecord[]]>([
  [true, 'approved', 'by the requester last', [first.step('bob'), first.step('alice')]],
  [
    true,
    'rejected',
    'by another, after the requester approved',
    [first.step('alice'), first.step('bob', 'reject')],
  ],
  [true, 'expired', 'after the requester approved', [first.step('alice')]],
  [false, 'approved', 'by others', [first.step('bob'), first.step('dave')]],
  [
    false,
    'rejected',
    'by the requester, who approved nothing',
    [first.step('bob'), first.step('alice', 'reject')],
  ],
])('self-approved is %s: %s %s', async (flag, outcome, _, steps) => {
  const flags = async () =>
    (await models.rows('request_list')).map(
      (row) => (JSON.parse(row) as { self_approved: boolean }).self_approved,
    );
  const [submitted, ended] = recorded('request', [first.submitted(), first.ended('request', outcome, steps)]);
  await models.apply(projection, 'request', [submitted!]);
  expect(await flags()).toEqual([false]);
  for (const events of [[ended!], [submitted!, ended!]]) {
    await models.apply(projection, 'request', events);
    expect(await flags()).toEqual([flag]);
  }
});

test('what the approval log says never changes the status', async () => {
  await models.apply(projection, 'request', recorded('request', [first.submitted()]));
  await models.apply(projection, 'approval', recorded('approval', first.approvedStory().approval));
  const [row = '{}'] = await models.rows('request_list');
  expect(JSON.parse(row)).toMatchObject({ status: 'pending', decided_at: null });
});

test.each([
  ['an ending', first.ended('request', 'approved')],
  ['an access', first.granted('2026-03-01T09:00:00.000Z', '2026-03-01T10:00:00.000Z')],
])('%s of a request that was never seen is an error, so that its stream is parked', async (_, event) => {
  await expect(models.apply(projection, 'request', recorded('request', [event]))).rejects.toThrow(
    'never seen',
  );
});

test('types of a later version pass through', async () => {
  const later = { type: 'request.annotated', schemaVersion: 1, data: { requestId: first.id } };
  await models.apply(projection, 'request', recorded('request', [later]));
  await models.apply(
    projection,
    'approval',
    recorded('approval', [{ ...later, type: 'approval.annotated' }]),
  );
  expect(await tables()).toEqual([[], []]);
});
