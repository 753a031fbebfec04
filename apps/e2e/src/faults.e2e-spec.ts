import { rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { startStack } from '@countersign/testing';
import type { Stack } from '@countersign/testing';
import {
  behind,
  brokenStreams,
  forEachLog,
  mirror,
  parked,
  positions,
  readModelRows,
  rebuildReadModels,
  verify,
} from './audit.js';
import { Client, twoStepPolicy } from './client.js';
import { eventually } from './eventually.js';
import { Load } from './load.js';

const unlimited = {
  RATE_LIMIT_PER_SECOND: '100000',
  RATE_LIMIT_BURST: '100000',
  RATE_LIMIT_ADDRESS_PER_SECOND: '100000',
  RATE_LIMIT_ADDRESS_BURST: '100000',
};

/**
 * Every process killed once under load, with SIGKILL (which is not a power cut: what the kernel has is not lost). The
 * checks read only what an outsider can: the answers the clients have, the logs, the mirrors, the read models.
 */
describe('under fire', () => {
  let stack: Stack;
  let load: Load;
  const people: Record<string, Client> = {};

  beforeAll(async () => {
    stack = await startStack({ instances: 2, serviceEnv: { gateway: unlimited } });
    for (const name of ['alice', 'oscar', 'bob', 'dave', 'grace', 'erin', 'frank']) {
      people[name] = new Client(stack.url, await stack.token(name));
    }
    expect((await people['erin']!.post('/v1/policies', twoStepPolicy())).status).toBe(201);
    load = new Load(people);
  }, 120_000);

  afterAll(() => stack.stop(), 60_000);

  const caughtUp = (): Promise<void> =>
    eventually(async () => {
      expect(await behind(stack)).toEqual([]);
    }, 60_000);

  it('goes on while every process is killed and started again', async () => {
    const victims = [
      ...(['policy', 'request', 'approval', 'reporting'] as const).map((name) => stack.service(name)),
      stack.nats,
      stack.postgres,
      stack.service('gateway'),
    ];
    load.start(6);
    for (const victim of victims) {
      await pause(1_000);
      await victim.kill();
      await pause(300);
      await victim.start();
    }
    await pause(2_000);
    await load.stop();
    await load.settle(Date.now() + 60_000);
    expect(load.sent.filter(({ status }) => status === null)).toEqual([]);
    expect(
      load.sent.filter(({ kind, status }) => kind === 'submit' && status === 201).length,
    ).toBeGreaterThan(20);
    await caughtUp();
  }, 180_000);

  it('stored every acknowledged command once, and nothing else', async () => {
    const submitted = await stack.sql<{ id: string; n: string }>(
      `SELECT body::json->'data'->>'requestId' AS id, count(*) AS n FROM request.event WHERE type = 'request.submitted' GROUP BY 1`,
    );
    const acked = load.sent.filter(({ kind, status }) => kind === 'submit' && status === 201);
    expect(new Set(submitted.map(({ id }) => id))).toEqual(new Set(acked.map(({ requestId }) => requestId)));
    expect(submitted.filter(({ n }) => n !== '1')).toEqual([]);

    const decided = await stack.sql<{ decision: string; n: string }>(
      `SELECT (body::json->'data'->>'requestId') || ' ' || (body::json->'data'->'decision'->'by'->>'id') AS decision, count(*) AS n
         FROM approval.event WHERE type = 'approval.decided' GROUP BY 1`,
    );
    const approvals = load.sent.filter(({ kind, status }) => kind === 'approve' && status === 200);
    expect(new Set(decided.map(({ decision }) => decision))).toEqual(
      new Set(approvals.map(({ requestId, person }) => `${requestId} ${person}`)),
    );
    expect(decided.filter(({ n }) => n !== '1')).toEqual([]);
  });

  it('granted one access for each approval', async () => {
    const requestsOf = async (log: string, type: string) =>
      (
        await stack.sql<{ id: string }>(
          `SELECT body::json->'data'->>'requestId' AS id FROM ${log}.event WHERE type = $1 ORDER BY 1`,
          [type],
        )
      ).map(({ id }) => id);
    const approved = await requestsOf('approval', 'approval.approved');
    expect(approved.length).toBeGreaterThan(10);
    expect(new Set(approved).size).toBe(approved.length);
    expect(await requestsOf('request', 'request.approved')).toEqual(approved);
    expect(await requestsOf('request', 'access.granted')).toEqual(approved);
  });

  it('kept the logs gapless, in order and with a valid chain', async () => {
    const checked = await forEachLog(async (log) => ({
      positions: await positions(stack, log),
      broken: await brokenStreams(stack, log),
      chain: await verify(stack, log),
    }));
    for (const { positions: at, broken, chain } of Object.values(checked)) {
      expect(at).toEqual({ count: at.head, max: at.head, head: at.head });
      expect(broken).toEqual([]);
      expect(chain).toMatchObject({ intact: true });
    }
  });

  it('kept the mirrors equal to the logs: sequence = position', () => expectMirrors());

  it('has read models equal to a rebuild, and nothing parked', async () => {
    expect(await parked(stack)).toEqual([]);
    const before = await readModelRows(stack);
    await rebuildReadModels(stack, Date.now() + 60_000);
    expect(before['request_list']!.length).toBeGreaterThan(20);
    expect(await readModelRows(stack)).toEqual(before);
  }, 90_000);

  it('makes the mirrors again when the store of NATS is deleted', async () => {
    await stack.nats.kill();
    await rm(stack.folder.nats, { recursive: true, force: true });
    await stack.nats.start();
    await eventually(expectMirrors, 60_000);
    const again = new Load(people);
    again.start(2);
    await pause(2_000);
    await again.stop();
    await again.settle(Date.now() + 30_000);
    expect(again.sent.filter(({ status }) => status === 201).length).toBeGreaterThan(0);
    await caughtUp();
    await eventually(expectMirrors, 10_000);
  }, 180_000);

  async function expectMirrors(): Promise<void> {
    const found = await forEachLog(async (log) => ({
      mirror: await mirror(stack, log),
      head: (await positions(stack, log)).head,
    }));
    for (const { mirror: at, head } of Object.values(found))
      expect(at).toEqual({ first: 1, last: head, messages: head });
  }
});
