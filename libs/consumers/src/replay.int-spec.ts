import type { NatsConnection } from '@nats-io/transport-node';
import { mirrorName } from '@countersign/contracts';
import { testNats } from '@countersign/testing';
import type { TestNats } from '@countersign/testing';
import { connectTo, managerOf } from '@countersign/mirror/testing';
import { CursorDiverged } from './cursor-standing.js';
import { endOf } from './effect.js';
import type { Effect } from './effect.js';
import { Replay } from './replay.js';

jest.setTimeout(30_000);

const LOG = 'request';

let nats: TestNats;
let nc: NatsConnection;

beforeEach(async () => {
  nats = await testNats();
  nc = await connectTo(nats.url);
  // Without a mirror's guards, so that the test can damage it.
  await (await managerOf(nc)).streams.add({ name: mirrorName(LOG), subjects: [`countersign.${LOG}.>`] });
});
afterEach(async () => {
  await nc.close();
  await nats.stop();
});

const publish = (sequence: number, hash: string, previoushash: string): Promise<unknown> =>
  nc.request(
    `countersign.${LOG}.thing.happened.thing-1`,
    JSON.stringify({
      sequence: String(sequence),
      time: '',
      hash,
      previoushash,
      data: { id: `e${sequence}` },
    }),
  );

function replay(silenceMs?: number): { applied: number[]; run: () => Promise<void> } {
  const applied: number[] = [];
  const effect: Effect = {
    batchSize: 1,
    rests: false,
    handle: (events, cursor) => {
      applied.push(...events.map(({ position }) => position));
      return Promise.resolve({ ...cursor, ...endOf(events) });
    },
    retry: () => Promise.resolve(true),
  };
  const start = { position: 0, hash: null, generation: 0 };
  const made = new Replay({ log: LOG, consumer: 'x/rebuild', nc, effect, silenceMs }, start);
  return { applied, run: () => made.catchUp(new AbortController().signal) };
}

describe('a replay', () => {
  it('applies every event', async () => {
    await publish(1, 'a', 'genesis');
    await publish(2, 'b', 'a');
    const { applied, run } = replay();
    await run();
    expect(applied).toEqual([1, 2]);
  });

  it('stops at an event that does not follow its predecessor', async () => {
    await publish(1, 'a', 'genesis');
    await publish(2, 'b', 'something else');
    const { applied, run } = replay();
    await expect(run()).rejects.toThrow(CursorDiverged);
    expect(applied).toEqual([1]);
  });

  it('fails when the mirror does not deliver events that it should contain', async () => {
    await publish(1, 'a', 'genesis');
    await publish(2, 'b', 'a');
    await (await managerOf(nc)).streams.deleteMessage(mirrorName(LOG), 2);
    const { applied, run } = replay(500);
    await expect(run()).rejects.toThrow('delivers nothing after 1');
    expect(applied).toEqual([1]);
  });
});
