import { ownStream } from '@countersign/contracts';
import type { JsonObject } from '@countersign/contracts';
import type { EventLog, LogFeed } from '../event-log.js';
import { CommandIdReused, InvalidAppend, WrongExpectedVersion } from '../event-log.errors.js';
import { LoneSurrogate, NotJson, eventHash, parseMicros, sha256Hex } from '@countersign/proof';
import { createUpcaster } from '../upcasting/upcaster.js';
import type { Upcaster } from '../upcasting/upcaster.js';
import { aboutAlice, alice, appendOf, commandOf, noted, to } from './append-of.js';

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

type TestedLog = EventLog & LogFeed;

/**
 * The contract of every event log, run against each implementation.
 * @param open - opens a new, empty log, with an upcaster if one is given
 */
export function eventLogContract(open: (upcaster?: Upcaster) => Promise<TestedLog>): void {
  let log: TestedLog;
  beforeEach(async () => {
    log = await open();
  });

  describe('append', () => {
    it('records events with position, version, time, actor and hash', async () => {
      const appended = await log.append(
        appendOf([to('a', 0, noted({ n: 1 }), noted({ n: 2 }))], {
          causationId: 'cause',
          traceparent: TRACE,
        }),
      );
      expect(appended).toEqual({
        repeated: false,
        result: { status: 201, code: null, ids: {} },
        firstPosition: 1,
        lastPosition: 2,
        recordedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/) as unknown,
      });
      const [first, second] = await log.readFrom(1, 10);
      expect(first).toEqual({
        position: 1,
        id: expect.stringMatching(
          /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        ) as unknown,
        streams: [{ id: 'a', version: 1 }],
        type: 'test.noted',
        schemaVersion: 1,
        recordedAt: appended.recordedAt,
        actor: alice,
        correlationId: 'correlation',
        causationId: 'cause',
        traceparent: TRACE,
        data: { n: 1 },
        private: { ...aboutAlice, salt: expect.stringMatching(/^[\w-]{22}$/) as unknown },
        privateHash: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
        erasedAt: null,
        hash: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
      });
      expect(second).toMatchObject({ position: 2, streams: [{ id: 'a', version: 2 }], data: { n: 2 } });
    });

    it('refuses a stream version that is lower or higher than expected, and stores nothing', async () => {
      await log.append(appendOf([to('a', 0)]));
      await expect(log.append(appendOf([to('a', 0)]))).rejects.toEqual(new WrongExpectedVersion('a', 0, 1));
      await expect(log.append(appendOf([to('a', 2)]))).rejects.toEqual(new WrongExpectedVersion('a', 2, 1));
      await expect(log.append(appendOf([to('b', 1)]))).rejects.toEqual(new WrongExpectedVersion('b', 1, 0));
      expect((await log.head()).position).toBe(1);
    });

    it('appends to several streams, all or nothing', async () => {
      await log.append(appendOf([to('a', 0)]));
      await expect(log.append(appendOf([to('b', 0), to('a', 0), to('c', 0)]))).rejects.toEqual(
        new WrongExpectedVersion('a', 0, 1),
      );
      expect(await log.readStream('b')).toEqual([]);
      const { firstPosition, lastPosition } = await log.append(
        appendOf([to('b', 0), to('a', 1), to('c', 0)]),
      );
      expect([firstPosition, lastPosition]).toEqual([2, 4]);
      const positions = (await log.readFrom(2, 10)).map(({ position, streams }) => ({ position, streams }));
      expect(positions).toEqual([
        { position: 2, streams: [{ id: 'b', version: 1 }] },
        { position: 3, streams: [{ id: 'a', version: 2 }] },
        { position: 4, streams: [{ id: 'c', version: 1 }] },
      ]);
    });

    it('does not let a failing append affect the other appends', async () => {
      await log.append(appendOf([to('a', 0)]));
      const all = Array.from({ length: 40 }, (_, i) => log.append(appendOf([to(i % 4 ? `s-${i}` : 'a', 0)])));
      const settled = await Promise.allSettled(all);
      expect(settled.map(({ status }) => status)).toEqual(
        settled.map((_, i) => (i % 4 ? 'fulfilled' : 'rejected')),
      );
      expect((await log.head()).position).toBe(31);
      expect(await log.verify()).toMatchObject({ intact: true });
    });

    it('gives concurrent appends positions without gaps and streams versions without gaps', async () => {
      const writer = async (stream: string) => {
        for (let version = 0; version < 10; version++)
          await log.append(appendOf([to(stream, version), to(`${stream}-${version}`, 0)]));
      };
      await Promise.all(Array.from({ length: 8 }, (_, i) => writer(`w${i}`)));
      const events = await log.readFrom(1, 1000);
      expect(events.map(({ position }) => position)).toEqual(Array.from({ length: 160 }, (_, i) => i + 1));
      for (let i = 0; i < 8; i++) {
        const own = events.map(ownStream).filter(({ id }) => id === `w${i}`);
        expect(own.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      }
    });

    it('never gives an event an earlier time than its predecessor', async () => {
      await Promise.all(Array.from({ length: 50 }, (_, i) => log.append(appendOf([to(`t-${i}`, 0)]))));
      const times = (await log.readFrom(1, 100)).map(({ recordedAt }) => recordedAt);
      expect(times).toEqual([...times].sort());
    });
  });

  describe('idempotency', () => {
    const result = { status: 409, code: 'no', ids: { requestId: 'r-1' } };

    it('answers a repeat with the first result and positions, although the stream has moved on', async () => {
      const command = commandOf('key', { x: 1 });
      const first = await log.append(appendOf([to('a', 0)], { command, result }));
      await log.append(appendOf([to('a', 1)]));
      const repeat = await log.append(appendOf([to('a', 0)], { command }));
      expect(repeat).toEqual({ ...first, repeated: true, result });
      expect(await log.findCommand(command.id)).toMatchObject(repeat);
      expect((await log.head()).position).toBe(2);
    });

    it('refuses the same command id with another payload', async () => {
      await log.append(appendOf([to('a', 0)], { command: commandOf('key', { x: 1 }) }));
      const other = commandOf('key', { x: 2 });
      await expect(log.append(appendOf([to('b', 0)], { command: other }))).rejects.toEqual(
        new CommandIdReused(other.id),
      );
      expect(await log.readStream('b')).toEqual([]);
    });

    it('forgets a command that appended nothing', async () => {
      const command = commandOf('key');
      await expect(log.append(appendOf([to('a', 7)], { command }))).rejects.toThrow(WrongExpectedVersion);
      expect(await log.findCommand(command.id)).toBeUndefined();
      expect(await log.append(appendOf([to('a', 0)], { command }))).toMatchObject({ repeated: false });
    });

    it('stores one of 50 parallel appends with the same command id, and disturbs none of 200 others', async () => {
      const command = commandOf('storm');
      const same = Array.from({ length: 50 }, (_, i) =>
        log.append(appendOf([to(`same-${i}`, 0)], { command })),
      );
      const others = Array.from({ length: 200 }, (_, i) => log.append(appendOf([to(`other-${i}`, 0)])));
      const answers = await Promise.all(same);
      expect(answers.filter(({ repeated }) => !repeated)).toHaveLength(1);
      expect(new Set(answers.map(({ firstPosition }) => firstPosition)).size).toBe(1);
      expect((await Promise.all(others)).every(({ repeated }) => !repeated)).toBe(true);
      expect((await log.head()).position).toBe(201);
    });
  });

  describe('what cannot be stored', () => {
    it.each([
      ['a lone surrogate', { text: 'a\ud800b' }, LoneSurrogate],
      ['a lone surrogate in a name', { '\udc00': 1 }, LoneSurrogate],
      ['NaN', { n: NaN }, NotJson],
      ['infinity', { n: -Infinity }, NotJson],
      ['a date', { at: new Date(0) }, NotJson],
      ['a hole in an array', { list: [undefined] }, NotJson],
      ['a function', { f: () => 1 }, NotJson],
      ['a bigint', { n: 1n }, NotJson],
    ])('refuses %s and stores nothing', async (_, data, error) => {
      const poisoned = noted(data as never);
      await expect(log.append(appendOf([to('fine', 0), to('a', 0, poisoned)]))).rejects.toThrow(error);
      expect((await log.head()).position).toBe(0);
    });

    it.each([
      ['no stream', []],
      ['an expected version without an event', [to('a', 0), { stream: 'b', expectedVersion: 0, events: [] }]],
      ['a stream twice', [to('a', 0), to('a', 1)]],
      ['a stream id that is not a NATS token', [to('a.b', 0)]],
      ['a negative version', [to('a', -1)]],
      ['an event type with a wildcard', [to('a', 0, noted({}, 'test.*'))]],
    ])('refuses %s', async (_, streams) => {
      await expect(log.append(appendOf(streams))).rejects.toThrow(InvalidAppend);
    });

    it.each([
      ['characters beyond the BMP', { text: '🔑 ключ', '🔑': 1 }],
      ['what JSON escapes', { text: '\u0000"\\\n\u2028' }],
      [
        'numbers at their limits',
        { n: [1e21, 1e-7, 5e-324, -1.7976931348623157e308, 9007199254740991, 0.1] },
      ],
      ['deep and empty values', { a: [[], {}, [null, true, false]], '': { '': '' } }],
      [
        'names that mean something to JavaScript',
        JSON.parse('{"__proto__":{"x":1},"constructor":"c","10":1,"9":2}') as JsonObject,
      ],
    ])('keeps %s', async (_, data: JsonObject) => {
      await log.append(appendOf([to('a', 0, noted(data))]));
      expect((await log.readStream('a'))[0]?.data).toEqual(data);
      expect(await log.verify()).toMatchObject({ intact: true });
    });
  });

  describe('reading', () => {
    it('reads a stream after a version', async () => {
      await log.append(appendOf([to('a', 0, noted(), noted(), noted()), to('b', 0)]));
      expect((await log.readStream('a', 1)).map((event) => ownStream(event).version)).toEqual([2, 3]);
      expect(await log.readStream('a', 3)).toEqual([]);
      expect(await log.readStream('nobody')).toEqual([]);
    });

    it('reads from a position on, up to a limit', async () => {
      await log.append(appendOf([to('a', 0, noted(), noted(), noted())]));
      expect((await log.readFrom(2, 1)).map(({ position }) => position)).toEqual([2]);
      expect((await log.readFrom(0, 2)).map(({ position }) => position)).toEqual([1, 2]);
      expect(await log.readFrom(4, 10)).toEqual([]);
    });

    it('returns the stored text, with which anybody can check the chain', async () => {
      const { position, hash: genesis } = await log.head();
      expect(position).toBe(0);
      await log.append(appendOf([to('a', 0, noted(), noted())]));
      await log.append(appendOf([to('b', 0)]));
      const stored = await log.readStored(1, 10);
      expect(stored.map(({ previousHash }) => previousHash)).toEqual([
        genesis,
        stored[0]?.hash,
        stored[1]?.hash,
      ]);
      for (const event of stored) {
        expect(eventHash({ ...event, recordedAtMicros: parseMicros(event.recordedAt) })).toBe(event.hash);
      }
      expect(await log.readStored(3, 10)).toEqual([stored[2]]);
      expect(await log.head()).toEqual({ position: 3, hash: stored[2]?.hash });
    });

    it('upcasts old events and passes unknown types through', async () => {
      const upcasting = await open(
        createUpcaster([{ type: 'test.noted', from: 1, up: ({ text }) => ({ lines: [text ?? null] }) }]),
      );
      await upcasting.append(
        appendOf([to('a', 0, noted({ text: 'x' }), noted({ odd: 1 }, 'test.unheard_of'))]),
      );
      const expected = [
        { schemaVersion: 2, data: { lines: ['x'] } },
        { schemaVersion: 1, data: { odd: 1 } },
      ];
      expect(await upcasting.readStream('a')).toMatchObject(expected);
      expect(await upcasting.readFrom(1, 10)).toMatchObject(expected);
      expect((await upcasting.readStored(1, 1))[0]?.body).toContain('"data":{"text":"x"}');
    });

    it('notifies listeners of appends until they are removed', async () => {
      const heard: number[] = [];
      const leave = log.onAppended((position) => heard.push(position));
      await log.append(appendOf([to('a', 0, noted(), noted())]));
      leave();
      await log.append(appendOf([to('b', 0)]));
      expect(heard).toEqual([2]);
    });
  });

  describe('verify', () => {
    it('finds an empty log and a written log intact', async () => {
      expect(await log.verify()).toMatchObject({ intact: true, head: await log.head() });
      await log.append(appendOf([to('a', 0, noted(), noted())]));
      expect(await log.verify()).toMatchObject({ intact: true, head: await log.head() });
    });

    it('starts every log from a genesis of its own', async () => {
      const other = await open();
      expect((await other.head()).hash).not.toBe((await log.head()).hash);
      expect(sha256Hex('')).not.toBe((await log.head()).hash);
    });
  });
}
