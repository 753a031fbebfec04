import type { Caller, RecordedEvent } from '@countersign/contracts';
import { RequestListProjection } from '../request-list/request-list.projection.js';
import { at, caller, group, policy, recorded, StoryOf, user, uuid } from '../testing/stories.js';
import { testReadModels } from '../testing/test-read-models.js';
import type { TestReadModels } from '../testing/test-read-models.js';
import { TimelineProjection } from './timeline.projection.js';
import { Timelines } from './timeline.query.js';

const projection = new TimelineProjection();
const story = new StoryOf(1, { policy: policy([{ approvers: [user('bob'), group('managers')] }]) });
const { request, approval } = story.approvedStory();
const used = [
  story.accessOpened(at(2000)),
  ...story.bookkeeping(at(2100), at(5600)),
  story.checkedOut(at(2100), [at(2000), at(5600)]),
  story.checkedIn(at(2200)),
];
const logs: Record<'request' | 'approval', RecordedEvent[]> = {
  request: recorded('request', [...request, ...used, new StoryOf(2).submitted()]),
  approval: recorded('approval', approval),
};
let models: TestReadModels;
let timelines: Timelines;

beforeAll(async () => {
  models = await testReadModels();
  timelines = new Timelines(models.dataSource);
}, 120_000);
afterAll(() => models.close());
beforeEach(async () => {
  await models.empty();
  for (const log of ['approval', 'request'] as const) {
    await models.apply(projection, log, logs[log]);
    await models.apply(new RequestListProjection(), log, logs[log]);
  }
});

test('every event of request, approval and access, as recorded, by time, log and position; no bookkeeping', async () => {
  const entries = await timelines.of(story.id, caller('alice'));
  expect(entries.map(({ log, type }) => [log, type])).toEqual(
    [
      ['request', 'request.submitted'],
      ['approval', 'approval.opened'],
      ['approval', 'approval.decided'],
      ['request', 'request.approved'],
      ['approval', 'approval.approved'],
      ['request', 'access.granted'],
      ['request', 'access.opened'],
      ['request', 'access.checked_out'],
      ['request', 'access.checked_in'],
    ].sort(byTimeOf(entries)),
  );
  const [decided] = entries.filter(({ type }) => type === 'approval.decided');
  const { position, id, type, data, hash, actor } = logs.approval[1] as RecordedEvent;
  expect(decided).toEqual({
    log: 'approval',
    position,
    id,
    type,
    at: '2026-03-01T10:00:00.000022Z',
    actor,
    comment: 'fine',
    data,
    hash,
  });
});

/** The order is checked against the instants themselves, with their microseconds. */
function byTimeOf(entries: { log: string; type: string; at: string }[]) {
  const key = (of: string[]) => {
    const entry = entries.find(({ log, type }) => log === of[0] && type === of[1]);
    return `${entry?.at ?? ''} ${entry?.log ?? ''}`;
  };
  return (a: string[], b: string[]) => (key(a) < key(b) ? -1 : 1);
}

test.each([
  ['an approver by id', caller('bob')],
  ['an approver by group', caller('zoe', { groups: ['managers'] })],
  ['an auditor', caller('frank', { roles: ['auditor'] })],
])('%s sees it', async (_, who) => {
  expect(await timelines.of(story.id, who)).toHaveLength(9);
});

test('what else the policy governs is shown to those who may read policies, and to nobody else', async () => {
  const policies = async (who: Caller) =>
    JSON.stringify((await timelines.of(story.id, who)).map(({ data }) => data));
  for (const who of [
    caller('alice'),
    caller('bob'),
    caller('x', { roles: ['broker'], groups: ['managers'] }),
  ]) {
    expect(await policies(who)).not.toMatch(/conditions|resourceNames|priority/);
    expect(await policies(who)).toContain('"requiredApprovals"');
  }
  for (const role of ['auditor', 'policy-admin'] as const)
    expect(await policies(caller('frank', { roles: [role] }))).toContain('"resourceNames"');
});

test.each([
  ['a stranger', story.id, caller('mallory')],
  ['the requester of another issuer', story.id, caller('alice', { issuer: 'https://other.example.com' })],
  ['anybody, of a request that is not there', uuid(77), caller('frank', { roles: ['auditor'] })],
])('not found for %s', async (_, id, who) => {
  await expect(timelines.of(id, who)).rejects.toMatchObject({ code: 'not-found', status: 404 });
});

test('applied twice, and in one batch or many, the rows are the same', async () => {
  const once = await models.rows('timeline_entry');
  for (const log of ['request', 'approval'] as const) {
    for (const event of logs[log]) await models.apply(projection, log, [event, event]);
  }
  expect(await models.rows('timeline_entry')).toEqual(once);
});

test('whatever is in its data, an entry keeps it, and those beside it keep theirs', async () => {
  const texts = ['one\ntwo\r\nthree', '\\n', '\u2028 \u0000 "{}"', ''];
  const events = texts.map((text, n) => ({
    ...(logs.request[0] as RecordedEvent),
    ...{ position: n + 1, data: { text } },
  }));
  await models.empty();
  await models.apply(projection, 'request', events);
  const { rows } = await models.pool.query<{ data: unknown }>(
    'SELECT data FROM reporting.timeline_entry ORDER BY position',
  );
  expect(rows.map(({ data }) => data)).toEqual(texts.map((text) => ({ text })));
});

test('a rebuild gives what was there', async () => {
  await models.pool.query(
    'CREATE TABLE reporting.timeline_entry_new (LIKE reporting.timeline_entry INCLUDING ALL)',
  );
  for (const log of ['request', 'approval'] as const) await models.apply(projection, log, logs[log], '_new');
  expect(await models.rows('timeline_entry_new')).toEqual(await models.rows('timeline_entry'));
  await models.pool.query('DROP TABLE reporting.timeline_entry_new');
});

test('a story is read by its index, however many there are', async () => {
  await models.pool.query(MANY);
  await models.database.sql('VACUUM ANALYZE reporting.timeline_entry');
  const { rows } = await models.pool.query<{ 'QUERY PLAN': string }>(
    `EXPLAIN SELECT * FROM reporting.timeline_entry WHERE request_id = '${story.id}' ORDER BY recorded_at, log, position`,
  );
  const plan = rows.map((row) => row['QUERY PLAN']).join();
  expect(plan).toContain('timeline_entry_request');
  expect(plan).not.toContain('Seq Scan');
});

const MANY = `
  INSERT INTO reporting.timeline_entry (log, position, request_id, id, type, recorded_at, actor, data, hash)
  SELECT 'request', 1000 + n, gen_random_uuid(), gen_random_uuid(), 'request.submitted', now(), '{}', '{}', ''
    FROM generate_series(1, 5000) AS n`;
