import pg from 'pg';
import { projectionRpc } from '@countersign/contracts';
import type { LogPosition } from '@countersign/contracts';
import { StoryOf } from '../testing/stories.js';
import { testService } from '../testing/test-service.js';
import type { TestService } from '../testing/test-service.js';

const story = new StoryOf(1);
let service: TestService;
let admin: pg.Pool;
let submitted: LogPosition;

beforeAll(async () => {
  service = await testService();
  admin = new pg.Pool({ connectionString: service.database.adminUrl, max: 2 });
  submitted = await service.append('request', [story.submitted(), story.slot('request.slot_taken')]);
}, 120_000);
afterAll(async () => {
  await admin.end();
  await service.stop();
}, 30_000);

const list = async (groups = ['auditors']) =>
  (await service.call(projectionRpc.list, {}, 'frank', groups)).items;
const named = async (name: string) => (await list()).find((one) => one.name === name);
const rebuild = (name: string, groups = ['policy-admins']) =>
  service.call(projectionRpc.rebuild, { name }, 'erin', groups);
const retry = (name: string, groups = ['policy-admins']) =>
  service.call(projectionRpc.retry, { name }, 'erin', groups);

async function eventually(check: () => Promise<void>): Promise<void> {
  for (const end = Date.now() + 15_000; ;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

test('every projection is told with each of its logs, and lags by nothing once it has caught up', async () => {
  await eventually(async () => {
    const items = await list();
    expect(items.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['attempts', 'request-list', 'timeline']),
    );
    expect(items.find(({ name }) => name === 'timeline')).toMatchObject({
      rebuild: null,
      logs: expect.arrayContaining([
        expect.objectContaining({
          log: 'request',
          position: submitted.position,
          head: submitted.position,
          lag: 0,
        }),
      ]) as unknown,
    });
  });
});

test('a rebuild is asked for, told while it waits and runs, and over', async () => {
  const holder = await admin.connect();
  // Holding the old table keeps the swap waiting, so that the rebuild can be looked at.
  await holder.query('BEGIN; SELECT count(*) FROM reporting.timeline_entry');
  try {
    expect(await rebuild('timeline')).toMatchObject({ name: 'timeline', rebuild: 'requested' });
    await eventually(async () => {
      const logs = (await named('timeline'))?.logs;
      expect(logs).toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            log: 'request',
            head: submitted.position,
            rebuiltTo: submitted.position,
          }),
        ]),
      );
    });
  } finally {
    await holder.query('COMMIT');
    holder.release();
  }
  await eventually(async () => {
    const timeline = await named('timeline');
    expect(timeline?.rebuild).toBeNull();
    expect(timeline?.logs.map(({ rebuiltTo }) => rebuiltTo)).toEqual(timeline?.logs.map(() => null));
  });
}, 40_000);

test('streams that are set aside are counted, and tried again when an operator asks', async () => {
  await admin.query(
    `INSERT INTO reporting.consumer_parked (consumer, log, position, stream, event, error, attempts)
     SELECT 'timeline', 'request', position, stream,
            json_build_object('position', position, 'id', id, 'stream', stream, 'version', version, 'type', type,
              'schemaVersion', 1, 'recordedAt', recorded_at, 'actor', json_build_object('kind', 'service', 'id', 'test'),
              'correlationId', id, 'causationId', null, 'traceparent', null, 'data', (body::json)->'data',
              'hash', encode(hash, 'hex')), 'it failed', 1
       FROM request.event ORDER BY position LIMIT 1`,
  );
  expect((await named('timeline'))?.logs).toEqual(
    expect.arrayContaining([expect.objectContaining({ log: 'request', parkedStreams: 1 })]),
  );
  await retry('timeline');
  await eventually(async () => {
    expect((await named('timeline'))?.logs.map(({ parkedStreams }) => parkedStreams)).toEqual(
      (await named('timeline'))?.logs.map(() => 0),
    );
  });
}, 30_000);

test('who may not, may not; what is not there, is not', async () => {
  await expect(list(['managers'])).rejects.toMatchObject({ code: 'not-allowed', status: 403 });
  await expect(rebuild('timeline', ['auditors'])).rejects.toMatchObject({ code: 'not-allowed', status: 403 });
  await expect(retry('timeline', ['auditors'])).rejects.toMatchObject({ code: 'not-allowed', status: 403 });
  await expect(rebuild('nothing')).rejects.toMatchObject({ code: 'not-found', status: 404 });
  await expect(rebuild('timeline/rebuild')).rejects.toMatchObject({ code: 'not-found', status: 404 });
});
