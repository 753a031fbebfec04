import { jetstreamManager } from '@nats-io/jetstream';
import { logNames, mirrorName } from '@countersign/contracts';
import type { CloudEvent, LogName } from '@countersign/contracts';
import { relayUserOf } from '@countersign/mirror';
import { FeedUnavailable } from './feed.errors.js';
import { feedWorld } from './testing/feed-world.js';
import type { FeedWorld } from './testing/feed-world.js';
import { clockReaches, eventually } from '@countersign/testing';

jest.setTimeout(60_000);

let world: FeedWorld;
beforeEach(async () => {
  world = await feedWorld(2);
});
afterEach(() => world.stop());

const placeOf = ({ source, sequence }: CloudEvent): string => `${source.split('/').at(-1)!} ${sequence}`;

/** Waits until the mirrors hold the given numbers of events. */
async function mirrored(ends: Partial<Record<LogName, number>>): Promise<void> {
  const jsm = await jetstreamManager(await world.as('admin'), { checkAPI: false });
  for (const log of logNames) {
    const end = ends[log] ?? 0;
    await eventually(
      `the mirror of ${log} holds ${end} events`,
      async () => (await jsm.streams.info(mirrorName(log))).state.last_seq >= end,
      20_000,
    );
  }
}

/** All events after a cursor, page by page. */
async function readOn(after: string | undefined, query: object = {}): Promise<[CloudEvent[], string]> {
  const events: CloudEvent[] = [];
  for (let cursor = after; ;) {
    const page = await world.page({ ...query, ...(cursor === undefined ? {} : { after: cursor }) });
    events.push(...page.events);
    if (page.events.length === 0 && page.nextCursor === cursor) return [events, cursor];
    cursor = page.nextCursor;
  }
}

describe('the audit feed', () => {
  it('has every event once, in order within its log, while all logs are appended to', async () => {
    const counts = { policy: 40, request: 300, approval: 150 };
    await mirrored({});
    const done = new AbortController();
    const appends = Promise.all(
      logNames.map(async (log) => {
        for (let left = counts[log]; left > 0; left -= 10)
          await Promise.all(Array.from({ length: 10 }, () => world.append(log)));
      }),
    ).finally(() => done.abort());
    const seen: CloudEvent[] = [];
    let cursor: string | undefined;
    while (!done.signal.aborted) {
      const [events, next] = await readOn(cursor, { limit: 7 });
      seen.push(...events);
      cursor = next;
    }
    await appends;
    await mirrored(counts);
    seen.push(...(await readOn(cursor, { limit: 7 }))[0]);
    for (const log of logNames) {
      const own = seen.filter(({ source }) => source === `countersign/test/${log}`);
      expect(own.map(({ sequence }) => Number(sequence))).toEqual(
        Array.from({ length: counts[log] }, (_, i) => i + 1),
      );
    }
  });

  it('returns exactly the hashed texts, merged by time', async () => {
    for (const log of ['request', 'policy', 'request', 'approval'] as const) await world.append(log);
    await mirrored({ policy: 1, request: 2, approval: 1 });
    const { items, events } = await world.page();
    expect(events.map(placeOf)).toEqual(['request 1', 'policy 1', 'request 2', 'approval 1']);
    const [stored] = await world.logs.request.readStored(2, 1);
    expect(items[2]).toContain(`"data":${stored!.body}}`);
  });

  it('filters by type, prefix of a type, stream and time', async () => {
    await world.append('request', 'request.submitted', 'request-1');
    await world.append('request', 'access.granted', 'request-1');
    await world.append('request', 'access.revoked', 'request-2');
    await world.append('request', 'accessory.bought', 'request-2');
    // The next event has a later millisecond.
    await clockReaches(Date.now() + 2);
    await world.append('approval', 'approval.opened', 'approval-1');
    await mirrored({ request: 4, approval: 1 });
    const typesOf = async (query: object) => (await readOn(undefined, query))[0].map(({ type }) => type);
    expect(await typesOf({ type: 'access.*' })).toEqual(['access.granted', 'access.revoked']);
    expect(await typesOf({ type: ['access.granted', 'approval.*'] })).toEqual([
      'access.granted',
      'approval.opened',
    ]);
    expect(await typesOf({ type: 'access' })).toEqual([]);
    expect(await typesOf({ subject: 'request-2' })).toEqual(['access.revoked', 'accessory.bought']);
    const [, , , , opened] = (await world.page()).events;
    const at = new Date(Date.parse(opened!.time)).toISOString();
    expect(await typesOf({ from: at })).toEqual(['approval.opened']);
    expect(await typesOf({ to: at })).toHaveLength(4);
    expect(await typesOf({ from: '2099-01-01T00:00:00Z' })).toEqual([]);
  });

  it('moves past events that a filter skips, but never past the end of the time range', async () => {
    await Promise.all(Array.from({ length: 30 }, () => world.append('policy')));
    await world.append('request');
    await world.append('approval');
    await mirrored({ policy: 30, request: 1, approval: 1 });
    const skipped = await world.page({ type: 'access.*' });
    expect(skipped.events).toEqual([]);
    expect((await world.page({ after: skipped.nextCursor })).events).toEqual([]);
    const past = await world.page({ to: '2001-01-01T00:00:00Z' }, 1000);
    expect(past).toMatchObject({ events: [], waited: false });
    expect((await world.page({ after: past.nextCursor, limit: 200 })).events).toHaveLength(32);
  });

  it('keeps pages below the size limit of a message, but never withholds an event', async () => {
    const note = 'x'.repeat(300_000);
    for (let i = 0; i < 3; i++) await world.append('request', 'thing.happened', undefined, note);
    await world.append('request', 'thing.happened', undefined, note.repeat(3));
    await mirrored({ request: 4 });
    const [events] = await readOn(undefined);
    expect(events.map(({ sequence }) => sequence)).toEqual(['1', '2', '3', '4']);
    expect((await world.page()).events).toHaveLength(1);
  });

  it('begins at the end when asked to', async () => {
    await world.append('request');
    await mirrored({ request: 1 });
    const { events, nextCursor } = await world.page({ after: 'head' });
    expect(events).toEqual([]);
    await world.append('request');
    await mirrored({ request: 2 });
    expect((await world.page({ after: nextCursor })).events.map(placeOf)).toEqual(['request 2']);
  });

  it.each(['nonsense', 'aGVhZA', Buffer.from('policy=1&request=0&approval=0').toString('base64url')])(
    'refuses the cursor %s',
    async (after) => {
      await expect(world.page({ after })).rejects.toMatchObject({ code: 'invalid-input', status: 422 });
    },
  );
});

describe('waiting', () => {
  /** Resolves when that number of further calls has begun to wait. */
  const aboutToWait = (calls: number): Promise<void> => {
    const before = world.waits();
    return eventually('the call waits', () => world.waits() === before + calls);
  };

  it('ends at once with an append, and at its timeout without events', async () => {
    await mirrored({});
    const { nextCursor } = await world.page({ after: 'head' });
    const idle = Date.now();
    expect(await world.page({ after: nextCursor }, 500)).toMatchObject({ events: [], waited: true });
    expect(Date.now() - idle).toBeGreaterThanOrEqual(490);
    for (const log of logNames) {
      const waiting = aboutToWait(1);
      const page = world.page({ after: 'head' }, 2000);
      await waiting;
      const appended = Date.now();
      await world.append(log);
      const { events } = await page;
      expect(events.map(({ source }) => source)).toEqual([`countersign/test/${log}`]);
      expect(Date.now() - appended).toBeLessThan(1_900);
    }
  });

  it('continues when an event does not match', async () => {
    await mirrored({});
    let waiting = aboutToWait(1);
    const page = world.page({ after: 'head', type: 'access.*' }, 2000);
    await waiting;
    waiting = aboutToWait(1);
    await world.append('request', 'request.submitted');
    await waiting;
    await world.append('request', 'access.revoked');
    expect((await page).events.map(({ type }) => type)).toEqual(['access.revoked']);
  });

  it('is limited to a number of calls; further calls are answered at once', async () => {
    await mirrored({});
    const ended: string[] = [];
    const wait = async (name: string) => {
      const page = await world.page({ after: 'head' }, 1500);
      ended.push(name);
      return page;
    };
    const waiting = aboutToWait(2);
    const both = [wait('first'), wait('second')];
    await waiting;
    expect(await wait('beyond')).toMatchObject({ events: [], waited: false });
    await Promise.all(both);
    expect(ended[0]).toBe('beyond');
  });
});

describe('a mirror that changed', () => {
  const deleteMirror = async (log: LogName): Promise<void> => {
    const jsm = await jetstreamManager(await world.as(relayUserOf(log)), { checkAPI: false });
    await jsm.streams.delete(mirrorName(log));
  };

  it('lost and rebuilt: no wrong page in the meantime, and the cursor continues', async () => {
    await Promise.all(Array.from({ length: 50 }, () => world.append('request')));
    await mirrored({ request: 50 });
    const { nextCursor } = await world.page({ limit: 200 });
    await deleteMirror('request');
    await expect(world.page({ after: nextCursor })).rejects.toMatchObject({ status: 503 });
    await world.append('request');
    await mirrored({ request: 51 });
    expect((await world.page({ after: nextCursor })).events.map(placeOf)).toEqual(['request 51']);
  });

  it('lost with the whole store of NATS: the cursor continues', async () => {
    await world.append('request');
    await mirrored({ request: 1 });
    const { nextCursor } = await world.page();
    await world.nats.kill();
    await expect(world.page()).rejects.toBeInstanceOf(FeedUnavailable);
    await world.nats.restart({ emptyStore: true });
    await world.append('request');
    await mirrored({ request: 2 });
    expect((await world.page({ after: nextCursor })).events.map(placeOf)).toEqual(['request 2']);
  });

  it('shorter than the cursor: 503, with the reason', async () => {
    await Promise.all(Array.from({ length: 5 }, () => world.append('request')));
    await mirrored({ request: 5 });
    const { nextCursor } = await world.page();
    await world.restoreTo('request', 3);
    await deleteMirror('request');
    await mirrored({ request: 3 });
    await expect(world.page({ after: nextCursor })).rejects.toMatchObject({
      code: 'cursor-ahead',
      status: 503,
      data: { log: 'request', position: 5, end: 3 },
    });
  });

  it('of another history: the cursor is refused permanently', async () => {
    await Promise.all(Array.from({ length: 5 }, () => world.append('request')));
    await mirrored({ request: 5 });
    const { nextCursor } = await world.page();
    await world.restoreTo('request', 3);
    await deleteMirror('request');
    for (let i = 0; i < 4; i++) await world.append('request');
    await mirrored({ request: 7 });
    await expect(world.page({ after: nextCursor })).rejects.toMatchObject({
      code: 'cursor-diverged',
      status: 409,
      data: { log: 'request', position: 5 },
    });
  });
});
