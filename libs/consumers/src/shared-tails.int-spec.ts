import type { NatsConnection } from '@nats-io/transport-node';
import { testNats, eventually } from '@countersign/testing';
import type { TestNats } from '@countersign/testing';
import { ensureMirror, MirrorDamaged } from '@countersign/mirror';
import { connectTo, managerOf, mirrorEnd } from '@countersign/mirror/testing';
import { SharedTail } from './shared-tail.js';
import { SharedTails, TailReader } from './tail-reader.js';

jest.setTimeout(60_000);

const LOG = 'request';
const STREAM = 'COUNTERSIGN_REQUEST';
const HELD = 2000;
const never = new AbortController().signal;

let nats: TestNats;
let writer: NatsConnection;
let nc: NatsConnection;
let tails: SharedTails;
const readers: TailReader[] = [];

beforeEach(async () => {
  nats = await testNats();
  [writer, nc] = await Promise.all([connectTo(nats.url), connectTo(nats.url)]);
  await ensureMirror(await managerOf(writer), LOG, { replicas: 1 });
  tails = new SharedTails(nc);
});
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.close();
  await Promise.all([writer.close(), nc.close()]);
  await nats.stop();
});

async function publish(count: number, text = '{}'): Promise<void> {
  const end = await mirrorEnd(writer, LOG);
  for (let i = 0; i < count; i++) writer.publish(`countersign.${LOG}.thing.happened.thing-1`, text);
  await eventually('it is stored', async () => (await mirrorEnd(writer, LOG)) === end + count);
}

async function open(from: number): Promise<TailReader> {
  const reader = await tails.open(LOG, from);
  readers.push(reader);
  return reader;
}

const take = async (reader: TailReader, max = 500, timeoutMs = 3000): Promise<number[]> =>
  (await reader.take(max, timeoutMs, never)).map(({ sequence }) => sequence);

/** Takes everything up to a sequence, as it arrives. */
async function takeUpTo(end: number, reader: TailReader, max?: number): Promise<number[]> {
  const taken: number[] = [];
  while (reader.next <= end) {
    const more = await take(reader, max);
    if (more.length === 0) throw new Error(`nothing came after ${taken.at(-1)}`);
    taken.push(...more);
  }
  return taken;
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** Number of consumers on the server. */
const subscriptions = async (): Promise<number> =>
  (await (await managerOf(writer)).streams.info(STREAM)).state.consumer_count;

describe('readers of one mirror', () => {
  it('share one subscription, which ends with its last reader', async () => {
    const [one, two, three] = await Promise.all([open(1), open(1), open(1)]);
    await publish(300);
    for (const reader of [one, two, three]) expect(await takeUpTo(300, reader, 70)).toEqual(range(1, 300));
    expect(await subscriptions()).toBe(1);
    one.close();
    two.close();
    await publish(1);
    expect(await takeUpTo(301, three)).toEqual([301]);
    three.close();
    await eventually('nobody subscribes', async () => (await subscriptions()) === 0);
  });

  it('return nothing only after the whole wait, or by the signal', async () => {
    const reader = await open(1);
    await publish(1);
    expect(await take(reader)).toEqual([1]);
    const startedAt = Date.now();
    expect(await take(reader, 10, 400)).toEqual([]);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(390);
    expect(await reader.take(10, 20_000, AbortSignal.timeout(200))).toEqual([]);
  });

  it('start at any position and join the shared subscription: behind, at the end, and among messages that others have not taken', async () => {
    await publish(5);
    const slow = await open(6);
    await publish(5);
    const placed = await Promise.all(range(1, 11).map((from) => open(from)));
    await publish(5);
    for (const [i, reader] of placed.entries())
      expect(await takeUpTo(15, reader, 4)).toEqual(range(i + 1, 15));
    expect(await takeUpTo(15, slow)).toEqual(range(6, 15));
    await publish(1);
    for (const reader of placed) expect(await take(reader)).toEqual([16]);
    await eventually('all have met', async () => (await subscriptions()) === 1);
  });

  it('read on their own the messages that were dropped while they waited', async () => {
    const tail = new SharedTail(nc, LOG);
    const reader = await TailReader.open(nc, tail, 1);
    readers.push(reader);
    jest.spyOn(tail, 'from').mockReturnValue([]);
    jest.spyOn(tail, 'reaches').mockReturnValueOnce(true).mockReturnValue(false);
    await publish(3);
    expect(await takeUpTo(3, reader)).toEqual([1, 2, 3]);
  });

  it('free messages that all of them have taken', async () => {
    const tail = new SharedTail(nc, LOG);
    const both = [await TailReader.open(nc, tail, 1), await TailReader.open(nc, tail, 1)] as const;
    readers.push(...both);
    await publish(3);
    expect(await takeUpTo(3, both[0])).toEqual([1, 2, 3]);
    expect(tail.from(1, 9)).toHaveLength(3);
    expect(await takeUpTo(2, both[1], 2)).toEqual([1, 2]);
    expect(tail.from(3, 9)).toHaveLength(1);
    expect(tail.from(2, 9)).toEqual([]);
    both[1].close();
    expect(tail.from(3, 9)).toEqual([]);
  });

  it('wait for the mirror to reach their position', async () => {
    const ahead = await open(3);
    const reader = await open(1);
    await publish(4);
    expect(await takeUpTo(4, reader)).toEqual([1, 2, 3, 4]);
    expect(await takeUpTo(4, ahead)).toEqual([3, 4]);
  });

  it('delay no other reader and lose nothing when one falls behind the held messages', async () => {
    const [slow, quick] = await Promise.all([open(1), open(1)]);
    await publish(HELD + 500);
    expect(await takeUpTo(HELD + 500, quick)).toEqual(range(1, HELD + 500));
    const taken = await take(slow, 100);
    expect(await subscriptions()).toBe(2);
    taken.push(...(await takeUpTo(HELD + 500, slow)));
    await publish(1);
    taken.push(...(await take(slow)));
    expect(taken).toEqual(range(1, HELD + 501));
    await eventually('it is back', async () => (await subscriptions()) === 1);
  });
});

describe('a shared subscription', () => {
  it.each(['no JSON', 'null'])('stops every reader at a message that is not an event: %s', async (text) => {
    const both = await Promise.all([open(1), open(1)]);
    await publish(1, text);
    for (const reader of both) await expect(take(reader)).rejects.toThrow(MirrorDamaged);
    // A reader that joins now reads on its own the messages that the new tail does not hold.
    await expect(take(await open(1))).rejects.toThrow(MirrorDamaged);
  });

  it('reports a gap to every reader', async () => {
    const both = await Promise.all([open(1), open(1)]);
    await (await managerOf(writer)).streams.delete(STREAM);
    await ensureMirror(await managerOf(writer), LOG, { replicas: 1, firstSeq: 10 });
    await publish(1);
    for (const reader of both)
      await expect(take(reader, 10, 10_000)).rejects.toThrow('has 10 where 1 was expected');
  });

  it('continues after a restart, and after the mirror was rebuilt', async () => {
    const both = await Promise.all([open(1), open(1)]);
    await publish(3);
    await nats.kill();
    await nats.restart({ emptyStore: true });
    await eventually('it answers', async () => (await mirrorEnd(writer, LOG)) === -1);
    await ensureMirror(await managerOf(writer), LOG, { replicas: 1 });
    await publish(5);
    for (const reader of both) {
      const taken: number[] = [];
      while (taken.at(-1) !== 5) taken.push(...(await take(reader, 10, 20_000)));
      expect(taken).toEqual([1, 2, 3, 4, 5]);
    }
  });

  it('ends for every reader when one doubts it; each continues from its own position', async () => {
    const [one, other] = await Promise.all([open(1), open(1)]);
    await publish(3);
    expect(await takeUpTo(2, one, 2)).toEqual([1, 2]);
    one.doubt();
    for (const reader of [one, other]) await expect(take(reader)).rejects.toThrow('contradicted the mirror');
    const again = await Promise.all([open(one.next), open(other.next)]);
    expect(await takeUpTo(3, again[0])).toEqual([3]);
    expect(await takeUpTo(3, again[1])).toEqual([1, 2, 3]);
    for (const reader of [one, other]) reader.close();
    await publish(1);
    for (const reader of again) expect(await take(reader)).toEqual([4]);
  });

  it('does not end because of what a reader has read on its own', async () => {
    await publish(3);
    const behind = await open(1);
    const follower = await open(4);
    expect(await take(behind, 1)).toEqual([1]);
    behind.doubt();
    behind.close();
    await publish(1);
    expect(await take(follower)).toEqual([4]);
  });

  it('rejects every reader while there is no mirror, and works once there is a mirror', async () => {
    await (await managerOf(writer)).streams.delete(STREAM);
    for (const opened of await Promise.allSettled([open(1), open(1)])) expect(opened.status).toBe('rejected');
    await ensureMirror(await managerOf(writer), LOG, { replicas: 1 });
    await publish(1);
    expect(await take(await open(1))).toEqual([1]);
  });

  it('leaves nothing behind when every reader leaves while it is being opened', async () => {
    const tail = new SharedTail(nc, LOG);
    const follower = { next: 1, ring: () => undefined };
    tail.join(follower);
    tail.leave(follower);
    await tail.opened;
    await eventually('nobody subscribes', async () => (await subscriptions()) === 0);
    expect(tail.ended).toBe(true);
  });

  it('holds the messages that a reader has not taken yet, up to its limit', async () => {
    const tail = new SharedTail(nc, LOG);
    const follower = { next: 1, ring: () => undefined };
    tail.join(follower);
    await tail.opened;
    await publish(HELD);
    await eventually('all have come', () => tail.from(HELD, 1).length === 1);
    expect(tail.reaches(1)).toBe(true);
    expect(tail.isNear(1)).toBe(false);
    expect(tail.from(1, 3).map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    await publish(1);
    await eventually('one more has come', () => tail.from(HELD + 1, 1).length === 1);
    expect(tail.reaches(1)).toBe(false);
    expect(tail.from(1, 3)).toEqual([]);
    follower.next = HELD + 2;
    await publish(1);
    await eventually('the last has come', () => tail.from(HELD + 2, 1).length === 1);
    await eventually('what was taken is let go', () => !tail.reaches(HELD + 1));
    tail.leave(follower);
  });
});
