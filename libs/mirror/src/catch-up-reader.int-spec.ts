import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { eventually, testNats } from '@countersign/testing';
import type { TestNats } from '@countersign/testing';
import { ensureMirror } from './mirror.js';
import { connectTo, managerOf } from './testing/test-bus.js';
import { CatchUpReader, MirrorDamaged } from './catch-up-reader.js';

jest.setTimeout(60_000);

const LOG = 'request';
const never = new AbortController().signal;

let nats: TestNats;
let writer: NatsConnection;
let nc: NatsConnection;
let reader: CatchUpReader | undefined;

beforeEach(async () => {
  nats = await testNats();
  [writer, nc] = await Promise.all([connectTo(nats.url), connectTo(nats.url)]);
  await ensureMirror(await managerOf(writer), LOG, { replicas: 1 });
});
afterEach(async () => {
  reader?.close();
  await Promise.all([writer.close(), nc.close()]);
  await nats.stop();
});

async function publish(...texts: string[]): Promise<void> {
  for (const text of texts) writer.publish(`countersign.${LOG}.thing.happened.thing-1`, text);
  await writer.flush();
}

const things = (count: number): string[] => Array.from({ length: count }, (_, i) => `{"n":${i + 1}}`);
/** Consumers that the server keeps for us. */
const subscriptions = async (): Promise<number> =>
  (await (await managerOf(writer)).streams.info('COUNTERSIGN_REQUEST')).state.consumer_count;
const open = async (from = 1): Promise<CatchUpReader> =>
  (reader = await CatchUpReader.open(jetstream(nc), LOG, from));

describe('a reader of a mirror', () => {
  it('returns nothing only after the whole wait, even right after it has taken everything', async () => {
    await publish(...things(1));
    const before = nc.stats().inMsgs;
    const opened = await open();
    await eventually('it has arrived', () => nc.stats().inMsgs > before);
    expect(await opened.take(10, 5000, never)).toHaveLength(1);
    const startedAt = Date.now();
    expect(await opened.take(10, 400, never)).toEqual([]);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(390);
  });

  it('holds a bounded number of messages, however long they are not taken, and misses none', async () => {
    const count = 20_000;
    await publish(...things(count));
    const opened = await open();
    await eventually('it asks for nothing more', async () => (await subscriptions()) === 0);
    for (let taken = 0; taken < 6000;) taken += (await opened.take(500, 5000, never)).length;
    await eventually('it asks for nothing more', async () => (await subscriptions()) === 0);
    expect(nc.stats().inMsgs).toBeLessThan(6000 + 5000);
    let last = 6000;
    while (last < count) last = (await opened.take(500, 5000, never)).at(-1)?.sequence ?? last;
    expect(last).toBe(count);
  });

  it.each(['no JSON', 'null', '"text"'])('reports a message that is not an event: %s', async (text) => {
    await publish(...things(2), text);
    const opened = await open(3);
    await expect(opened.take(10, 5000, never)).rejects.toThrow(MirrorDamaged);
  });

  it('reports a gap', async () => {
    await (await managerOf(writer)).streams.delete('COUNTERSIGN_REQUEST');
    await ensureMirror(await managerOf(writer), LOG, { replicas: 1, firstSeq: 10 });
    await publish(...things(1));
    const opened = await open();
    await expect(opened.take(10, 5000, never)).rejects.toThrow('has 10 where 1 was expected');
  });
});
