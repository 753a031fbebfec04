import fc from 'fast-check';
import type { RecordedEvent } from '@countersign/contracts';
import { InvalidAppend, WrongExpectedVersion } from '../event-log.errors.js';
import type { EventLog } from '../event-log.js';
import { InMemoryEventLog } from '../memory/in-memory-event-log.js';
import { appendOfEvents, noted } from './append-of.js';

/** An event and the streams that it belongs to. */
const inStreams = (...streams: string[]) => ({ event: noted({ of: streams.join() }), streams });
const at = (versions: Record<string, number>) =>
  Object.entries(versions).map(([stream, version]) => ({ stream, version }));

/** The contract of every log for events that belong to several streams. */
export function membershipsContract(open: () => Promise<EventLog>): void {
  let log: EventLog;
  beforeEach(async () => {
    log = await open();
  });

  describe('an event of several streams', () => {
    it('is one event, and has a version in each of them', async () => {
      await log.append(appendOfEvents([inStreams('a', 'b'), inStreams('b')], at({ a: 0, b: 0 })));
      await log.append(appendOfEvents([inStreams('c', 'b', 'a')], at({ a: 1, b: 2, c: 0 })));
      expect((await log.head()).position).toBe(3);
      const [event] = await log.readStream('a', 1);
      expect(event).toMatchObject({
        position: 3,
        streams: [
          { id: 'c', version: 1 },
          { id: 'b', version: 3 },
          { id: 'a', version: 2 },
        ],
      });
      for (const stream of ['b', 'c']) expect((await log.readStream(stream)).at(-1)).toEqual(event);
      expect(await log.verify()).toMatchObject({ intact: true });
    });

    it('appears in the order of the stream that is read, whichever stream is its own', async () => {
      await log.append(appendOfEvents([inStreams('x')], at({ x: 0 })));
      await log.append(appendOfEvents([inStreams('shared', 'x')], at({ shared: 0, x: 1 })));
      await log.append(appendOfEvents([inStreams('y', 'shared')], at({ y: 0, shared: 1 })));
      await log.append(appendOfEvents([inStreams('shared')], at({ shared: 2 })));
      expect((await log.readStream('shared')).map(({ position }) => position)).toEqual([2, 3, 4]);
      expect((await log.readStream('shared', 1)).map(({ position }) => position)).toEqual([3, 4]);
      expect((await log.readStream('x')).map(({ position }) => position)).toEqual([1, 2]);
    });

    it.each(['a', 'b', 'c'])(
      'is not stored when %s has another version, and the error names it',
      async (stream) => {
        const all = ['a', 'b', 'c'];
        await log.append(appendOfEvents([inStreams(...all)], at({ a: 0, b: 0, c: 0 })));
        const stale = at({ a: 1, b: 1, c: 1, [stream]: 0 });
        const append = appendOfEvents([inStreams('new'), inStreams(...all)], [...stale, ...at({ new: 0 })]);
        await expect(log.append(append)).rejects.toEqual(new WrongExpectedVersion(stream, 0, 1));
        expect((await log.head()).position).toBe(1);
        for (const each of all) expect(await log.readStream(each)).toHaveLength(1);
        expect(await log.readStream('new')).toEqual([]);
      },
    );

    it.each([
      ['no stream', [inStreams()], {}],
      ['one stream twice', [inStreams('a', 'a')], { a: 0 }],
      ['a stream without an expected version', [inStreams('a', 'b')], { a: 0 }],
      ['a stream id that is not a NATS token', [inStreams('a', 'b.c')], { a: 0, 'b.c': 0 }],
    ])('is refused with %s', async (_, events, versions: Record<string, number>) => {
      await expect(log.append(appendOfEvents(events, at(versions)))).rejects.toThrow(InvalidAppend);
      expect((await log.head()).position).toBe(0);
    });

    it('leaves no gap in any stream, however many writers there are', async () => {
      const shared = ['s-0', 's-1', 's-2'];
      const versions = new Map<string, number>();
      const write = async (own: string, other: string): Promise<void> => {
        for (;;) {
          const known = versions.get(other) ?? 0;
          const append = appendOfEvents([inStreams(own, other)], at({ [own]: 0, [other]: known }));
          try {
            await log.append(append);
            versions.set(other, Math.max(versions.get(other) ?? 0, known + 1));
            return;
          } catch (error) {
            if (!(error instanceof WrongExpectedVersion)) throw error;
            versions.set(other, Math.max(versions.get(other) ?? 0, error.actual));
          }
        }
      };
      await Promise.all(
        Array.from({ length: 60 }, (_, i) => write(`own-${i}`, shared[i % shared.length] ?? '')),
      );
      for (const stream of shared) {
        const events = await log.readStream(stream);
        expect(events.map(({ streams }) => streams.find(({ id }) => id === stream)?.version)).toEqual(
          Array.from({ length: 20 }, (_, i) => i + 1),
        );
      }
      expect(await log.verify()).toMatchObject({ intact: true, head: { position: 60 } });
    });

    it('is stored, refused and read exactly as the in-memory log does', async () => {
      let run = 0;
      const stream = fc.constantFrom('p', 'q', 'r', 's');
      const streams = fc.uniqueArray(stream, { minLength: 1, maxLength: 3 });
      // Usually the right version, sometimes off by one.
      const errors = fc.array(fc.constantFrom(0, 0, 0, 0, 0, -1, 1), { minLength: 4, maxLength: 4 });
      const appends = fc.array(
        fc.record({ events: fc.array(streams, { minLength: 1, maxLength: 4 }), errors }),
        { minLength: 1, maxLength: 12 },
      );
      await fc.assert(
        fc.asyncProperty(appends, async (all) => {
          const twin = new InMemoryEventLog('request');
          const before = (await log.head()).position;
          const prefix = `run-${++run}-`;
          const versions: Record<string, number> = { p: 0, q: 0, r: 0, s: 0 };
          for (const { events, errors: off } of all) {
            const named = [...new Set(events.flat())];
            const expected = named.map((id, i) => ({
              stream: prefix + id,
              version: Math.max(0, (versions[id] ?? 0) + (off[i] ?? 0)),
            }));
            const append = appendOfEvents(
              events.map((each) => inStreams(...each.map((id) => prefix + id))),
              expected,
            );
            const [one, other] = await Promise.allSettled([log.append(append), twin.append(append)]);
            expect(one.status).toBe(other.status);
            if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(WrongExpectedVersion);
            else for (const id of events.flat()) versions[id] = (versions[id] ?? 0) + 1;
          }
          for (const id of Object.keys(versions))
            expect(comparable(await log.readStream(prefix + id), before)).toEqual(
              comparable(await twin.readStream(prefix + id), 0),
            );
          expect(await log.verify()).toMatchObject({ intact: true });
        }),
        { numRuns: 15 },
      );
    });
  });
}

const comparable = (events: RecordedEvent[], before: number) =>
  events.map(({ position, streams, data, actor }) => ({ position: position - before, streams, data, actor }));
