import { checkpointsQuery } from '@countersign/contracts';
import type { RecordedEvent } from '@countersign/contracts';
import { AttemptsProjection } from '../attempts/attempts.projection.js';
import { RequestsProjection } from '../requests/requests.projection.js';
import { at, caller, recorded, StoryOf, uuid } from '../testing/stories.js';
import { testReadModels } from '../testing/test-read-models.js';
import type { TestReadModels } from '../testing/test-read-models.js';
import { CheckpointsProjection } from './checkpoints.projection.js';
import { CheckpointLists } from './checkpoints.query.js';

const projection = new CheckpointsProjection();
const frank = caller('frank', { roles: ['auditor'] });
const page = (query: object = {}, as = frank) => lists.page(checkpointsQuery.parse(query), as);
let models: TestReadModels;
let lists: CheckpointLists;

beforeAll(async () => {
  models = await testReadModels();
  lists = new CheckpointLists(models.dataSource);
}, 120_000);
afterAll(() => models.close());
beforeEach(async () => {
  await models.empty();
  await models.apply(projection, 'request', log);
});

const headsAt = (position: number) => [
  { log: 'policy', position: 1, hash: 'ab'.repeat(32) },
  { log: 'request', position, hash: 'cd'.repeat(32) },
  { log: 'approval', position: 0, hash: null },
];

/** A checkpoint as the request log records it. */
function checkpoint(n: number): RecordedEvent {
  const [event] = recorded('request', [new StoryOf(n).submitted()], n) as [RecordedEvent];
  const data = { at: at(n), heads: headsAt(n - 1), jws: `header.${n}.signature` };
  const recordedAt = at(n).replace('Z', '123Z');
  return { ...event, type: 'audit.checkpoint', recordedAt, data };
}

const log = [1, 2, 3, 4, 5].map(checkpoint);
const positionsOf = async (query: object) => (await page(query)).items.map(({ position }) => position);

it('a list has every signed checkpoint, newest first', async () => {
  const { items, nextCursor } = await page();
  expect(items.map(({ position }) => position)).toEqual([5, 4, 3, 2, 1]);
  expect(nextCursor).toBeNull();
  expect(items[0]).toEqual({
    id: uuid(5),
    position: 5,
    at: at(5),
    heads: headsAt(4),
    jws: 'header.5.signature',
  });
});

it('a list is filtered by from and to, and has pages', async () => {
  expect(await positionsOf({ from: at(2), to: at(4) })).toEqual([3, 2]);
  const first = await page({ limit: 2 });
  expect(first.items.map(({ position }) => position)).toEqual([5, 4]);
  const second = await page({ limit: 2, cursor: first.nextCursor });
  expect(second.items.map(({ position }) => position)).toEqual([3, 2]);
  expect(await positionsOf({ limit: 2, cursor: second.nextCursor })).toEqual([1]);
  await expect(page({ from: at(2), cursor: first.nextCursor })).rejects.toMatchObject({
    code: 'invalid-input',
  });
});

it('a list is for auditors only', async () => {
  for (const roles of [[], ['policy-admin']])
    await expect(page({}, caller('erin', { roles } as never))).rejects.toMatchObject({ code: 'not-allowed' });
});

it('repeated events change nothing, and a rebuild leads to the same rows', async () => {
  const before = await models.rows('checkpoint');
  await models.apply(projection, 'request', [...log, ...log]);
  expect(await models.rows('checkpoint')).toEqual(before);
  await models.pool.query('CREATE TABLE reporting.checkpoint_new (LIKE reporting.checkpoint INCLUDING ALL)');
  await models.apply(projection, 'request', log, '_new');
  expect(await models.rows('checkpoint_new')).toEqual(before);
  await models.pool.query('DROP TABLE reporting.checkpoint_new');
});

it('the other read models ignore checkpoints', () => {
  for (const other of [new RequestsProjection(), new AttemptsProjection()])
    expect(other.types).not.toContain('audit.checkpoint');
});
