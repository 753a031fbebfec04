import { Unavailable } from '@countersign/contracts';
import type { CheckpointHead, CheckpointRecorded, LogName } from '@countersign/contracts';
import { createDecideRunner, httpCommand, InMemoryEventLog } from '@countersign/event-log';
import { FixedClock } from '@countersign/platform';
import { requestStreamsOf } from '@countersign/request-domain';
import { CheckpointDoubtful, Checkpoints } from './checkpoints.js';

const MINUTE = 60_000;
const START = '2026-03-01T09:00:05.000Z';
const issuer = 'https://countersign.example';

/** Instances of the service on one log; the test sets the heads of the mirrors. */
function installation(start = START) {
  const clock = new FixedClock(start);
  const log = new InMemoryEventLog('request', { now: () => clock.now() });
  const mirrors: Partial<Record<LogName, CheckpointHead>> = {
    policy: { log: 'policy', position: 2, hash: 'aa'.repeat(32) },
    approval: { log: 'approval', position: 0, hash: null },
  };
  const headOf = async (name: LogName) => {
    await Promise.resolve();
    return mirrors[name] ?? Promise.reject(new Error(`there is no mirror of the ${name} log`));
  };
  const keys = {
    signWith: (purpose: string, payload: object, typ: string) =>
      Promise.resolve(JSON.stringify({ purpose, payload, typ })),
  };
  const instance = () =>
    new Checkpoints({
      runner: createDecideRunner(log, { streamsOf: requestStreamsOf }),
      log,
      headOf,
      keys,
      clock,
      issuer,
      intervalMs: MINUTE,
    });
  const taken = async (): Promise<CheckpointRecorded['data'][]> =>
    (await log.readFrom(1, 1000))
      .filter(({ type }) => type === 'audit.checkpoint')
      .map(({ data }) => data as unknown as CheckpointRecorded['data']);
  return { clock, log, mirrors, keys, instance, taken };
}

type Installation = ReturnType<typeof installation>;

async function somethingHappens({ log }: Installation, stream: string): Promise<void> {
  const once = { issuer: '', subject: '', operation: '', target: '', payload: null };
  await log.append({
    command: httpCommand(once),
    result: { status: 200, code: null, ids: {} },
    events: [{ event: { type: 'test.noted', schemaVersion: 1, data: {} }, streams: [stream] }],
    expected: [{ stream, version: 0 }],
    actor: { kind: 'service', id: 'test' },
    personal: null,
    correlationId: 'x',
    causationId: null,
    traceparent: null,
  });
}

it('signs the heads of all logs with the audit key, and records them as an event of the request log', async () => {
  const world = installation();
  await somethingHappens(world, 'a');
  const head = await world.log.head();
  await world.instance().take(false);
  const heads = [
    { log: 'policy', position: 2, hash: 'aa'.repeat(32) },
    { log: 'request', position: 1, hash: head.hash },
    { log: 'approval', position: 0, hash: null },
  ];
  const [event] = await world.log.readStream('checkpoints-2026-03-01');
  expect(event).toMatchObject({
    type: 'audit.checkpoint',
    actor: { kind: 'service', id: 'request' },
    data: { heads },
  });
  expect(JSON.parse((event!.data as { jws: string }).jws)).toEqual({
    purpose: 'audit',
    payload: { iss: issuer, iat: Date.parse(START) / 1000, heads },
    typ: 'countersign-checkpoint+jwt',
  });
});

it('takes no checkpoint while no log grows; its own event does not count', async () => {
  const world = installation();
  const checkpoints = world.instance();
  for (let minute = 0; minute < 4; minute++) {
    await checkpoints.take(false);
    world.clock.advance(MINUTE);
  }
  expect(await world.taken()).toHaveLength(1);
  await somethingHappens(world, 'a');
  await checkpoints.take(false);
  expect(await world.taken()).toHaveLength(2);
  world.mirrors.approval = { log: 'approval', position: 1, hash: 'bb'.repeat(32) };
  world.clock.advance(MINUTE);
  await world.instance().take(false);
  expect(await world.taken()).toHaveLength(3);
});

it('takes one checkpoint per interval, however many instances try and however much the logs grow', async () => {
  const world = installation();
  const instances = [world.instance(), world.instance(), world.instance()];
  for (let minute = 0; minute < 3; minute++) {
    for (let second = 0; second < 50; second += 10) {
      await somethingHappens(world, `a-${minute}-${second}`);
      await Promise.all(instances.map((one) => one.take(false)));
      world.clock.advance(10_000);
    }
    world.clock.advance(10_000);
  }
  expect(await world.taken()).toHaveLength(3);
});

it('takes no checkpoint, rather than a partial one, if a mirror does not answer', async () => {
  const world = installation();
  delete world.mirrors.policy;
  await expect(world.instance().take(true)).rejects.toThrow('there is no mirror of the policy log');
  expect(await world.taken()).toEqual([]);
});

it('takes no checkpoint without a key', async () => {
  const world = installation();
  world.keys.signWith = () => Promise.reject(new Unavailable('The database'));
  await expect(world.instance().take(true)).rejects.toThrow(Unavailable);
  expect(await world.taken()).toEqual([]);
});

it('does not sign logs that contradict the last checkpoint, unless it insists', async () => {
  const world = installation();
  const checkpoints = world.instance();
  await checkpoints.take(false);
  world.mirrors.policy = { log: 'policy', position: 1, hash: 'cc'.repeat(32) };
  world.clock.advance(MINUTE);
  await expect(checkpoints.take(false)).rejects.toThrow(CheckpointDoubtful);
  expect(await world.taken()).toHaveLength(1);
  await checkpoints.take(true);
  expect((await world.taken()).at(-1)?.heads[0]).toMatchObject({ log: 'policy', position: 1 });
});

it('writes each day to its own stream, and continues from the day before on any instance', async () => {
  const world = installation('2026-03-01T23:59:30.000Z');
  await world.instance().take(false);
  world.clock.advance(MINUTE);
  await world.instance().take(false);
  expect(await world.taken()).toHaveLength(1);
  await somethingHappens(world, 'a');
  await world.instance().take(false);
  expect(await world.log.readStream('checkpoints-2026-03-02')).toHaveLength(1);
});

it('remembers the last checkpoint over a longer pause while the process runs', async () => {
  const world = installation();
  const checkpoints = world.instance();
  for (let day = 0; day < 5; day++) {
    await checkpoints.take(false);
    world.clock.advance(24 * 60 * MINUTE);
  }
  expect(await world.taken()).toHaveLength(1);
});
