import fc from 'fast-check';
import type { LogName, RecordedEvent, StepRecord } from '@countersign/contracts';
import { at, group, policy, recorded, StoryOf, user } from '../testing/stories.js';
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
const window = [at(2000), at(9000)] as const;
const used: Story = {
  request: [
    ...first.approvedStory().request,
    ...first.bookkeeping(at(2100), at(9000)),
    first.checkedOut(at(2100), window),
    first.checkedIn(at(2200)),
  ],
  approval: first.approvedStory().approval,
};
const selfApproved: Story = {
  request: [fifth.submitted(), fifth.ended('request', 'approved', [fifth.step('bob'), fifth.step('alice')])],
  approval: [],
};
const stories = [used, rejected, pending, refused, selfApproved];

/** The stories of several requests, entangled within each log as real ones are. */
const logs: Record<'request' | 'approval', RecordedEvent[]> = {
  request: recorded('request', entangled(stories.map(({ request }) => request))),
  approval: recorded('approval', entangled(stories.map(({ approval }) => approval))),
};

function entangled<T>(lists: T[][]): T[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, i) => lists.flatMap((list) => list.slice(i, i + 1))).flat();
}

async function tables(suffix = ''): Promise<string[][]> {
  const kept = ['request_list', 'inbox'].map((table) => models.rows(table + suffix));
  return [...(await Promise.all(kept)), await counts(suffix)];
}

/** What the counter says, without those there are none of: they may not have been counted yet. */
async function counts(suffix = ''): Promise<string[]> {
  const { rows } = await models.pool.query<{ status: string; count: string }>(
    `SELECT status, count FROM reporting.request_count${suffix} WHERE count <> 0 ORDER BY status`,
  );
  return rows.map(({ status, count }) => `${status} ${count}`);
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
  expect(expected.at(-1)).toEqual(['approved 2', 'pending 1', 'refused 1', 'rejected 1']);
  for (const table of projection.tables) {
    await models.pool.query(`CREATE TABLE reporting.${table}_new (LIKE reporting.${table} INCLUDING ALL)`);
  }
  for (const log of ['approval', 'request'] as const) await models.apply(projection, log, logs[log], '_new');
  expect(await tables()).toEqual(expected);
  expect(await tables('_new')).toEqual(expected);
  const made = projection.tables.map((table) => `reporting.${table}_new`);
  await models.pool.query(`DROP TABLE ${made.join(', ')}`);
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
  ['a check-out', first.checkedOut(at(1), window)],
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
  expect(await tables()).toEqual([[], [], []]);
});

describe('the counts of all requests', () => {
  const numbered = (n: number) => new StoryOf(n, { policy: twoSteps });

  test('count a request once where it is new, and once where it ends', async () => {
    const [one, two] = [numbered(1), numbered(2)];
    await models.apply(projection, 'request', recorded('request', [one.submitted(), two.submitted()]));
    expect(await counts()).toEqual(['pending 2']);
    const ends = recorded('request', [one.ended('request', 'expired')], 3);
    for (const _ of [1, 2]) await models.apply(projection, 'request', [...ends, ...ends]);
    expect(await counts()).toEqual(['expired 1', 'pending 1']);
  });

  test('are as they were when the batch fails', async () => {
    await models.apply(projection, 'request', recorded('request', [numbered(1).submitted()]));
    const failing = [numbered(2).submitted(), numbered(3).ended('request', 'approved')];
    await expect(models.apply(projection, 'request', recorded('request', failing, 2))).rejects.toThrow();
    expect(await counts()).toEqual(['pending 1']);
  });

  test('are taken anew after another process led, which may not have known them', async () => {
    await models.apply(projection, 'request', recorded('request', [numbered(1).submitted()]));
    await models.pool.query('UPDATE reporting.request_count SET count = count + 7');
    await models.apply(
      new RequestListProjection(),
      'request',
      recorded('request', [numbered(2).submitted()], 2),
    );
    expect(await counts()).toEqual(['pending 2']);
  });
});
