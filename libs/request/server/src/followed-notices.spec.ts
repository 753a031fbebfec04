import { noticeSubject } from '@countersign/contracts';
import { FollowedNotices } from './followed-notices.js';
import { LocalNoticeBus } from './testing/notice-bus.js';

const PATIENCE = 2_000;

/** An answer that waits until it finds something. */
function answer(notices: FollowedNotices, requestId = 'r-1') {
  const world = { looks: 0, there: false };
  const look = async (): Promise<string | null> => {
    world.looks++;
    const found = world.there ? 'found' : null;
    await turn();
    return found;
  };
  return Object.assign(world, { found: notices.find(requestId, PATIENCE, look) });
}

/** Lets everything run that does not wait for a timer. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
async function turns(): Promise<void> {
  for (let n = 0; n < 5; n++) await turn();
}

let bus: LocalNoticeBus;
let started: FollowedNotices[];

function instance(): FollowedNotices {
  const notices = new FollowedNotices(bus);
  notices.onApplicationBootstrap();
  started.push(notices);
  return notices;
}

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'performance'] });
  bus = new LocalNoticeBus();
  started = [];
});
afterEach(() => {
  // Whatever a test did, no answer has left a timer or an entry behind.
  expect(jest.getTimerCount()).toBe(0);
  for (const notices of started) expect(notices['waiting'].size).toBe(0);
  jest.useRealTimers();
});

describe('an answer that waits for notice', () => {
  it('does not wait if it finds what it needs', async () => {
    const notices = instance();
    expect(await notices.find('r-1', PATIENCE, () => Promise.resolve('found'))).toBe('found');
  });

  it('looks twice: at once and when a notice arrives, however long that takes', async () => {
    const notices = instance();
    const waiting = answer(notices);
    await turns();
    await jest.advanceTimersByTimeAsync(PATIENCE - 1);
    expect(waiting.looks).toBe(1);
    waiting.there = true;
    notices.give('r-1');
    expect(await waiting.found).toBe('found');
    expect(waiting.looks).toBe(2);
  });

  it('receives a notice from another instance', async () => {
    const waiting = answer(instance());
    const other = instance();
    await turns();
    waiting.there = true;
    other.give('r-1');
    expect(await waiting.found).toBe('found');
    expect(waiting.looks).toBe(2);
  });

  it('receives a notice that arrives during its first look', async () => {
    bus.losing = true;
    const notices = instance();
    const waiting = answer(notices);
    waiting.there = true;
    notices.give('r-1');
    expect(await waiting.found).toBe('found');
    expect(waiting.looks).toBe(2);
  });

  it('ignores notices of other requests', async () => {
    const notices = instance();
    const waiting = answer(notices);
    await turns();
    notices.give('r-2');
    await turns();
    expect(waiting.looks).toBe(1);
    notices.give('r-1');
    await waiting.found;
  });

  it('looks once more when its patience is over, in case a notice was lost', async () => {
    bus.losing = true;
    const waiting = answer(instance());
    await turns();
    waiting.there = true;
    instance().give('r-1');
    await jest.advanceTimersByTimeAsync(PATIENCE - 1);
    expect(waiting.looks).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(await waiting.found).toBe('found');
    expect(waiting.looks).toBe(2);
  });

  it('finds nothing if there is nothing even then', async () => {
    const waiting = answer(instance());
    await jest.advanceTimersByTimeAsync(PATIENCE);
    expect(await waiting.found).toBeNull();
    expect(waiting.looks).toBe(2);
  });

  it('fails if the look fails, and leaves nothing behind', async () => {
    const found = instance().find('r-1', PATIENCE, () => Promise.reject(new Error('the log is away')));
    await expect(found).rejects.toThrow('the log is away');
  });

  it('can be one of many: a notice wakes all that wait for its request', async () => {
    const notices = instance();
    const all = Array.from({ length: 10 }, () => answer(notices));
    await turns();
    for (const waiting of all) waiting.there = true;
    notices.give('r-1');
    expect(await Promise.all(all.map(({ found }) => found))).toEqual(Array(10).fill('found'));
  });

  it('receives a notice even if it began while an earlier answer for the same request gave up', async () => {
    const notices = instance();
    const earlier = answer(notices);
    await turns();
    jest.advanceTimersByTime(PATIENCE);
    const later = answer(notices);
    expect(await earlier.found).toBeNull();
    await turns();
    later.there = true;
    notices.give('r-1');
    expect(await later.found).toBe('found');
    expect(later.looks).toBe(2);
  });
});

describe('a notice', () => {
  it('reaches the answers of its own instance without NATS, and causes no error', async () => {
    const notices = instance();
    const waiting = answer(notices);
    await turns();
    jest.spyOn(bus, 'publish').mockImplementation(() => {
      throw new Error('closed connection');
    });
    waiting.there = true;
    expect(() => notices.give('r-1')).not.toThrow();
    expect(await waiting.found).toBe('found');
  });

  it('is published on the subject that the permissions of the request user name', () => {
    const published = jest.spyOn(bus, 'publish');
    const subscribed = jest.spyOn(bus, 'subscribe');
    instance().give('r-1');
    expect(published).toHaveBeenCalledWith(noticeSubject('request'), 'r-1');
    expect(subscribed).toHaveBeenCalledWith(noticeSubject('request'), expect.anything());
  });

  it('is not triggered by an error of the subscription', () => {
    instance();
    const message = {
      string: (): string => {
        throw new Error('a message that is an error has no text');
      },
    };
    expect(bus.subscribers.size).toBe(1);
    for (const callback of bus.subscribers)
      expect(() => callback(new Error('permissions violation'), message)).not.toThrow();
  });

  it('is received until the service shuts down', () => {
    const notices = instance();
    expect(bus.subscribers.size).toBe(1);
    notices.onApplicationShutdown();
    expect(bus.subscribers.size).toBe(0);
  });
});
