import { setImmediate as nextTurn } from 'node:timers/promises';
import { eventually } from '@countersign/testing';
import type { MirroredEvent } from '@countersign/mirror';
import { Backlog } from './backlog.js';
import { noticeCursors } from './request-change.js';
import type { NoticeMirrors } from './request-change.js';
import { LiveLog } from './live-log.js';

const markAt = (position: number): string => String(position).padStart(16, '0');
const eventAt = (sequence: number) =>
  ({ sequence, event: { hash: markAt(sequence), subject: `request-${sequence}` } }) as MirroredEvent;
const at = (position: number) => ({ position, mark: position === 0 ? '' : markAt(position) });
const cursor = (request: number) => noticeCursors.of((log) => (log === 'request' ? at(request) : at(0)));

class FakeMirror implements NoticeMirrors {
  length = 0;
  reads = 0;
  looks = 0;

  end(): Promise<number> {
    this.looks++;
    return Promise.resolve(this.length);
  }

  async read(_log: unknown, from: number, { events }: { events: number }): Promise<MirroredEvent[]> {
    this.reads++;
    await nextTurn();
    const count = Math.max(0, Math.min(events, this.length - from + 1));
    return Array.from({ length: count }, (_, i) => eventAt(from + i));
  }
}

/** Something may always have happened: the log is looked at again and again. */
const restless = { beyond: () => nextTurn(true) };

describe('LiveLog', () => {
  const stopping = new AbortController();
  afterAll(() => stopping.abort());

  it('notifies of every event, but skips to the end and reports a gap when it lags far behind', async () => {
    const mirror = new FakeMirror();
    mirror.length = 3;
    const told: (number | 'gap')[] = [];
    const tail = restless;
    const live = new LiveLog('request', mirror, tail, {
      listening: true,
      prepare: () => Promise.resolve(({ sequence }: MirroredEvent) => void told.push(sequence)),
      gap: () => told.push('gap'),
    });
    const until = async (position: number) => {
      await eventually(`the log is at ${position}`, () => live.at?.position === position);
      // Notifications are synchronous with the position.
      return told;
    };
    void live.run(stopping.signal);
    expect(await until(3)).toEqual([]);
    mirror.length = 5;
    expect(await until(5)).toEqual([4, 5]);
    mirror.length = 5 + 5_001;
    expect(await until(5_006)).toEqual([4, 5, 'gap']);
    mirror.length++;
    expect(await until(5_007)).toEqual([4, 5, 'gap', 5_007]);
  });

  it('waits while the mirror grows again, and then goes on where it was', async () => {
    const mirror = new FakeMirror();
    mirror.length = 30;
    const told: (number | 'gap')[] = [];
    const live = new LiveLog('request', mirror, restless, {
      listening: true,
      prepare: () => Promise.resolve(({ sequence }: MirroredEvent) => void told.push(sequence)),
      gap: () => told.push('gap'),
    });
    void live.run(stopping.signal);
    await eventually('the log is at 30', () => live.at?.position === 30);
    for (const length of [0, 12, 29]) {
      mirror.length = length;
      const { looks } = mirror;
      await eventually('the mirror was looked at', () => mirror.looks > looks + 1);
    }
    mirror.length = 31;
    await eventually('the log is at 31', () => live.at?.position === 31);
    expect(told).toEqual([31]);
  });

  it('reads no events while nobody listens, and notifies a new subscriber of everything from its position on', async () => {
    const mirror = new FakeMirror();
    mirror.length = 3;
    const told: number[] = [];
    const tail = restless;
    const listener = {
      listening: false,
      prepare: () => Promise.resolve(({ sequence }: MirroredEvent) => void told.push(sequence)),
      gap: () => undefined,
    };
    const live = new LiveLog('request', mirror, tail, listener);
    void live.run(stopping.signal);
    const standsAt = (position: number) =>
      eventually(`the log is at ${position}`, () => live.at?.position === position);
    await standsAt(3);
    mirror.length = 9_000;
    live.wake();
    await standsAt(9_000);
    // Its own last event, and the one at the end when it looked again: no more.
    expect(mirror.reads).toBe(2);
    mirror.length = 9_001;
    await live.refresh(stopping.signal);
    expect(live.at?.position).toBe(9_001);
    mirror.length = 9_003;
    listener.listening = true;
    live.wake();
    await live.refresh(stopping.signal);
    await standsAt(9_003);
    expect(told).toEqual([9_002, 9_003]);
  });

  it('ends a refresh by its signal while the mirror cannot be read', async () => {
    const mirror = new FakeMirror();
    mirror.end = () => Promise.reject(new Error('there is no mirror'));
    const tail = { beyond: () => Promise.resolve(true) };
    const listener = { listening: false, prepare: () => Promise.reject(new Error()), gap: () => undefined };
    const live = new LiveLog('request', mirror, tail, listener);
    void live.run(stopping.signal);
    const patience = new AbortController();
    const waiting = live.refresh(patience.signal);
    patience.abort();
    await waiting;
    expect(live.at).toBeUndefined();
  });

  it('refreshes at once when a subscriber returns right after the last one has left', async () => {
    const mirror = new FakeMirror();
    const listener = {
      listening: true,
      prepare: () => Promise.resolve(() => undefined),
      gap: () => undefined,
    };
    // Nothing happens in the log: it is asleep until it looks again.
    const tail = { beyond: () => new Promise<boolean>(() => undefined) };
    const live = new LiveLog('request', mirror, tail, listener);
    void live.run(stopping.signal);
    await eventually('the log is at its beginning', () => live.at?.position === 0);
    listener.listening = false;
    await live.refresh(stopping.signal);
    expect(live.at?.position).toBe(0);
  });

  it('keeps its position when a subscriber comes while it reads the end', async () => {
    const mirror = new FakeMirror();
    const told: number[] = [];
    const tail = restless;
    const listener = {
      listening: false,
      prepare: () => Promise.resolve(({ sequence }: MirroredEvent) => void told.push(sequence)),
      gap: () => undefined,
    };
    const read = mirror.read.bind(mirror);
    mirror.read = async (...args) => {
      // They have been told that they are at the beginning.
      listener.listening = true;
      return read(...args);
    };
    const live = new LiveLog('request', mirror, tail, listener);
    void live.run(stopping.signal);
    await eventually('the log is at its beginning', () => live.at?.position === 0);
    mirror.length = 2;
    live.wake();
    await eventually('both are told', () => told.length === 2);
    expect(told).toEqual([1, 2]);
  });
});

describe('Backlog', () => {
  it('limits concurrent reads, and reads nothing for a subscriber that missed nothing', async () => {
    const mirror = new FakeMirror();
    mirror.length = 20;
    const backlog = new Backlog(mirror, () => cursor(20));
    expect(await backlog.between(cursor(20), cursor(20))).toEqual([]);
    expect(mirror.reads).toBe(0);
    const all = await Promise.all(Array.from({ length: 12 }, () => backlog.between(cursor(10), cursor(20))));
    expect(all.filter((one) => one === undefined)).toHaveLength(4);
    expect(await backlog.between(cursor(10), cursor(20))).toEqual([]);
  });
});
