import { auditFeedSlice } from '@countersign/contracts';
import type { LogName } from '@countersign/contracts';
import { CursorAhead, CursorDiverged, FeedUnavailable } from './feed.errors.js';
import { BEGINNING, decodeFeedCursor, encodeFeedCursor } from './feed-cursor.js';
import type { FeedCursor } from './feed-cursor.js';
import { readPage } from './feed-page.js';
import type { FeedPage, PageBounds } from './feed-page.js';
import { FakeMirrors } from './testing/fake-mirrors.js';

const LARGE: PageBounds = { scanned: 5000, bytes: 1_000_000 };

let mirrors: FakeMirrors;
beforeEach(() => {
  mirrors = new FakeMirrors();
});

const page = (query: object = {}, from: FeedCursor = BEGINNING, bounds = LARGE): Promise<FeedPage> =>
  readPage(mirrors, from, auditFeedSlice.parse({ query, waitMs: 0 }).query, bounds);
const places = ({ items }: FeedPage): string[] =>
  items.map((text) => {
    const { source, sequence } = JSON.parse(text) as { source: string; sequence: string };
    return `${source.slice('countersign/'.length)} ${sequence}`;
  });
const at = ({ next }: FeedPage): number[] => Object.values(next).map(({ position }) => position);
const add = (log: LogName, ...seconds: number[]): void =>
  seconds.forEach((second) => mirrors.add(log, second));

describe('a page of the feed', () => {
  it('merges the logs by time, each in its order, and continues where it ended', async () => {
    add('policy', 1, 5);
    add('request', 2, 3, 6);
    add('approval', 4);
    const first = await page({ limit: 4 });
    expect(places(first)).toEqual(['policy 1', 'request 1', 'request 2', 'approval 1']);
    const second = await page({ limit: 4 }, first.next);
    expect(places(second)).toEqual(['policy 2', 'request 3']);
    expect(second.awaits.map(({ log, position }) => `${log} ${position}`)).toEqual([
      'policy 2',
      'request 3',
      'approval 1',
    ]);
    expect(places(await page({}, second.next))).toEqual([]);
  });

  it('omits events that arrive before `from` while it reads', async () => {
    add('request', 1);
    const read = mirrors.read.bind(mirrors);
    mirrors.read = (log, from, bounds) => {
      if (log === 'request' && from === 2 && mirrors.events.request.length === 1) add('request', 2, 31);
      return read(log, from, bounds);
    };
    expect(places(await page({ from: '2026-01-31T09:00:30.000Z' }))).toEqual(['request 3']);
  });

  it('examines a limited number of events, and returns how far it came', async () => {
    add('request', ...Array.from({ length: 50 }, (_, i) => i));
    const first = await page({ type: 'access.*' }, BEGINNING, { scanned: 20, bytes: 1_000_000 });
    expect({ items: first.items, at: at(first), awaits: first.awaits }).toEqual({
      items: [],
      at: [0, 20, 0],
      awaits: [],
    });
    expect(at(await page({ type: 'access.*' }, first.next))).toEqual([0, 50, 0]);
  });

  it('ends before it becomes too large, but has at least one event', async () => {
    for (const size of [400, 400, 400, 5000]) mirrors.add('request', 1, 'thing.happened', 'x'.repeat(size));
    const bounds = { scanned: 5000, bytes: 1500 };
    const first = await page({}, BEGINNING, bounds);
    expect(places(first)).toEqual(['request 1', 'request 2']);
    const second = await page({}, first.next, bounds);
    expect(places(second)).toEqual(['request 3']);
    expect(places(await page({}, second.next, bounds))).toEqual(['request 4']);
  });

  it('finds `from` without reading all earlier events', async () => {
    for (let i = 0; i < 5000; i++) mirrors.add('request', Math.floor(i / 100));
    const found = await page({ from: '2026-01-31T09:00:49.000Z', limit: 1 });
    expect(places(found)).toEqual(['request 4901']);
    expect(mirrors.handedOut).toBeLessThan(20);
    const tooLate = await page({ from: '2026-01-31T10:00:00.000Z' });
    expect({ items: tooLate.items, at: at(tooLate) }).toEqual({ items: [], at: [0, 5000, 0] });
  });

  it('compares milliseconds: includes from, excludes to, and leaves later events for later', async () => {
    add('request', 1, 2, 3);
    expect(places(await page({ from: '2026-01-31T09:00:02.000Z' }))).toEqual(['request 2', 'request 3']);
    expect(places(await page({ from: '2026-01-31T09:00:02.001Z' }))).toEqual(['request 3']);
    const early = await page({ to: '2026-01-31T09:00:02.000Z' });
    expect(places(early)).toEqual(['request 1']);
    expect(early.awaits.map(({ log }) => log)).toEqual(['policy', 'approval']);
    expect(places(await page({}, early.next))).toEqual(['request 2', 'request 3']);
  });
});

describe('a cursor', () => {
  it('is refused when the mirror ends before it, or has another event there', async () => {
    add('request', 1, 2, 3, 4);
    const { next } = await page({ limit: 3 });
    const cut = new FakeMirrors();
    cut.events.request.push(...mirrors.events.request.slice(0, 2));
    mirrors.rewrite('request', 3);
    await expect(page({}, next)).rejects.toBeInstanceOf(CursorDiverged);
    mirrors = cut;
    await expect(page({}, next)).rejects.toBeInstanceOf(CursorAhead);
  });

  it('never leads from one history into another between two reads', async () => {
    add('request', 1, 2, 3, 4);
    const { next } = await page({ limit: 2 });
    const read = mirrors.read.bind(mirrors);
    mirrors.read = async (...wish) => {
      const events = structuredClone(await read(...wish));
      mirrors.rewrite('request', 1);
      return events;
    };
    await expect(page({}, next)).rejects.toBeInstanceOf(FeedUnavailable);
  });

  it('is read back, and nothing else is', async () => {
    add('request', 1, 2);
    const { next } = await page();
    const text = encodeFeedCursor(next);
    expect(decodeFeedCursor(text)).toEqual(next);
    expect(decodeFeedCursor(encodeFeedCursor(BEGINNING))).toEqual(BEGINNING);
    const spelt = Buffer.from(text, 'base64url').toString();
    const others = [
      `${text}=`,
      ` ${text}`,
      spelt,
      ...[
        `${spelt}&x=1`,
        spelt.replace('request=2', 'request=02'),
        spelt.replace('policy=0', 'policy=-1'),
      ].map((one) => Buffer.from(one).toString('base64url')),
      Buffer.from('policy=0&request=5&approval=0').toString('base64url'),
    ];
    for (const one of others) expect(() => decodeFeedCursor(one)).toThrow(/not valid/);
  });
});
