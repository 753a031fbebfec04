import type { NatsConnection } from '@nats-io/transport-node';
import { eventually, testNats, testPostgres } from '@countersign/testing';
import type { TestDatabase, TestNats } from '@countersign/testing';
import { connectTo, managerOf, mirrorEnd } from './testing/test-bus.js';
import { testLog } from './testing/test-log.js';
import type { TestLog } from './testing/test-log.js';
import { testRelay } from './testing/test-relay.js';
import { ensureMirror } from './mirror.js';
import { MirrorReader, MirrorUnreadable } from './mirror-reader.js';
import { MirrorTail } from './mirror-tail.js';

jest.setTimeout(60_000);

const LOG = 'request';
const PLENTY = { events: 100, bytes: 1_000_000 };

let database: TestDatabase;
let nats: TestNats;
let nc: NatsConnection;
let log: TestLog;
let relay: Awaited<ReturnType<typeof testRelay>>;

beforeEach(async () => {
  [database, nats] = await Promise.all([testPostgres(), testNats()]);
  nc = await connectTo(nats.url);
  log = await testLog(database, LOG);
  relay = await testRelay(log, nats.url);
  await log.append(10);
  await eventually('the mirror has them', async () => (await mirrorEnd(nc, LOG)) === 10);
});
afterEach(async () => {
  await relay.stop();
  await nc.close();
  await log.close();
  await nats.stop();
  await database.drop();
});

describe('reading a mirror by position', () => {
  const positions = async (from: number, bounds = PLENTY): Promise<number[]> =>
    (await new MirrorReader(nc).read(LOG, from, bounds)).map(({ sequence }) => sequence);

  it('returns what there is, within the limits, but at least one event', async () => {
    expect(await positions(1)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(await positions(9)).toEqual([9, 10]);
    expect(await positions(11)).toEqual([]);
    expect(await positions(2, { events: 3, bytes: 1_000_000 })).toEqual([2, 3, 4]);
    expect(await positions(4, { events: 100, bytes: 1 })).toEqual([4]);
    expect(await new MirrorReader(nc).end(LOG)).toBe(10);
  });

  it('returns exactly the text that was published', async () => {
    const [third] = await new MirrorReader(nc).read(LOG, 3, PLENTY);
    const [stored] = await log.log.readStored(3, 1);
    expect(third?.text.endsWith(`,"data":${stored!.body}}`)).toBe(true);
    expect(third?.event.hash).toBe(stored!.hash);
  });

  it('leaves no subscription on the connection and no consumer on the server', async () => {
    await positions(1);
    const before = nc.stats();
    for (let i = 0; i < 20; i++) await positions(1);
    expect(nc.stats().inMsgs - before.inMsgs).toBe(20 * 11);
    expect(
      (await (await managerOf(nc)).streams.info('COUNTERSIGN_REQUEST')).state.consumer_count,
    ).toBeLessThan(2);
  });

  it('fails for a missing stream, a server that is away, and a message that is not the event of its position', async () => {
    const reader = new MirrorReader(nc);
    await expect(reader.read('policy', 1, PLENTY)).rejects.toBeInstanceOf(MirrorUnreadable);
    await expect(reader.end('policy')).rejects.toBeInstanceOf(MirrorUnreadable);
    await ensureMirror(await managerOf(nc), 'approval', { replicas: 1 });
    const [third] = await reader.read(LOG, 3, PLENTY);
    for (const text of [third!.text, '{"sequence":"2"}', 'nonsense'])
      await nc.request('countersign.approval.thing.happened.x', text);
    for (const position of [1, 2, 3])
      await expect(reader.read('approval', position, PLENTY)).rejects.toThrow(`${position} is not its event`);
    await nats.kill();
    await expect(reader.read(LOG, 1, PLENTY)).rejects.toBeInstanceOf(MirrorUnreadable);
    await expect(reader.end(LOG)).rejects.toBeInstanceOf(MirrorUnreadable);
  });
});

describe('waiting for a mirror to grow', () => {
  it('ends when a mirror grows, at once if it has grown already, and after the timeout otherwise; also after a restart', async () => {
    const tail = new MirrorTail(nc);
    try {
      expect(await tail.beyond([{ log: LOG, position: 9 }], 3000)).toBe(true);
      expect(await tail.beyond([{ log: LOG, position: 10 }], 200)).toBe(false);
      const waiting = tail.beyond([{ log: LOG, position: 10 }], 3000);
      await log.append(1);
      expect(await waiting).toBe(true);
      await nats.kill();
      await nats.restart();
      const again = tail.beyond([{ log: LOG, position: 11 }], 20_000);
      await log.append(1);
      expect(await again).toBe(true);
    } finally {
      await tail.stop();
    }
  });

  it('ends for every waiting caller when the tail is stopped', async () => {
    const tail = new MirrorTail(nc);
    const waiting = tail.beyond([{ log: LOG, position: 10 }], 20_000);
    await tail.stop();
    expect(await waiting).toBe(false);
  });

  it('ends in time even if the mirror or the server is gone', async () => {
    const asksAgain = (): Promise<void> => {
      const { outMsgs } = nc.stats();
      return eventually('it asks the server', () => nc.stats().outMsgs > outMsgs);
    };
    const stopTook = async (harm: () => Promise<unknown>): Promise<number> => {
      const tail = new MirrorTail(nc);
      const waiting = tail.beyond([{ log: LOG, position: 10 }], 20_000);
      await asksAgain();
      await harm();
      for (let n = 0; n < 2; n++) await asksAgain();
      const began = Date.now();
      await tail.stop();
      expect(await waiting).toBe(false);
      return Date.now() - began;
    };
    const jsm = await managerOf(nc);
    expect(await stopTook(() => jsm.streams.delete('COUNTERSIGN_REQUEST'))).toBeLessThan(3000);
    await ensureMirror(jsm, LOG, { replicas: 1 });
    expect(await stopTook(() => nats.kill())).toBeLessThan(3000);
  });
});
