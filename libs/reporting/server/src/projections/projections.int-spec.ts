import pg from 'pg';
import { projectionRpc } from '@countersign/contracts';
import type { LogPosition } from '@countersign/contracts';
import { eventually } from '@countersign/testing';
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
  submitted = await service.append('request', [story.submitted()]);
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

it('lists every projection with each of its logs, and no lag once it has caught up', async () => {
  await eventually('every projection has caught up', async () => {
    const items = await list();
    expect(items.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['approvals', 'attempts', 'checkpoints', 'requests']),
    );
    expect(items.find(({ name }) => name === 'requests')).toMatchObject({
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

it('shows a rebuild from its request to its end', async () => {
  const holder = await admin.connect();
  // A lock on the old table delays the swap, so that the rebuild can be observed.
  await holder.query('BEGIN; SELECT count(*) FROM reporting.request');
  try {
    expect(await rebuild('requests')).toMatchObject({ name: 'requests', rebuild: 'requested' });
    await eventually('the rebuild has read the log', async () => {
      const logs = (await named('requests'))?.logs;
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
  await eventually('the rebuild is over', async () => {
    const requests = await named('requests');
    expect(requests?.rebuild).toBeNull();
    expect(requests?.logs.map(({ rebuiltTo }) => rebuiltTo)).toEqual(requests?.logs.map(() => null));
  });
}, 40_000);

it('counts parked streams, and retries them when an operator asks', async () => {
  await admin.query(
    `INSERT INTO reporting.consumer_parked (consumer, log, position, stream, event, error, attempts)
     SELECT 'requests', 'request', position, stream,
            (body::jsonb || jsonb_build_object('position', position, 'recordedAt', recorded_at, 'private', private::jsonb,
              'erasedAt', null, 'hash', encode(hash, 'hex')))::json, 'it failed', 1
       FROM request.event ORDER BY position LIMIT 1`,
  );
  expect((await named('requests'))?.logs).toEqual(
    expect.arrayContaining([expect.objectContaining({ log: 'request', parkedStreams: 1 })]),
  );
  await retry('requests');
  await eventually('nothing is parked', async () => {
    expect((await named('requests'))?.logs.map(({ parkedStreams }) => parkedStreams)).toEqual(
      (await named('requests'))?.logs.map(() => 0),
    );
  });
}, 30_000);

it('refuses callers without the role, and unknown projections', async () => {
  await expect(list(['managers'])).rejects.toMatchObject({ code: 'not-allowed', status: 403 });
  await expect(rebuild('requests', ['auditors'])).rejects.toMatchObject({ code: 'not-allowed', status: 403 });
  await expect(retry('requests', ['auditors'])).rejects.toMatchObject({ code: 'not-allowed', status: 403 });
  await expect(rebuild('nothing')).rejects.toMatchObject({ code: 'not-found', status: 404 });
  await expect(rebuild('requests/rebuild')).rejects.toMatchObject({ code: 'not-found', status: 404 });
});
