import { Client } from 'pg';
import type { QueryResult } from 'pg';
import { flush } from '../group-commit/salvage.js';
import { erasureAppend } from '../erasure.js';
import { bodyOf, prepareAppend, prepareErasure } from '../prepared-append.js';
import type { Origin, PreparedAppend, PreparedEvent } from '../prepared-append.js';
import { appendOf, appendOfEvents, noted, to } from '../testing/append-of.js';
import { SERVICE_ROLE, testLog } from '../testing/test-log.js';
import type { TestLog } from '../testing/test-log.js';
import { appendCall, eraseCall } from './append-call.js';
import type { AppendRow } from './append-call.js';
import { AppendConnection } from './append-connection.js';
import type { PostgresEventLog } from './postgres-event-log.js';

/** What an attacker who controls a service could hand to the append functions: an event with some of its parts changed. */
type Forgery = Partial<PreparedEvent & Origin>;

const OTHER_ID = '01890a5d-ac96-774b-bcce-b302099a8057';
const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

const member = (id: unknown, version: unknown) => ({ id, version }) as PreparedEvent['streams'][number];
const streams = (...memberships: PreparedEvent['streams']): Forgery => ({ streams: memberships });
/** Members that would complete a body, with other contents. */
const MORE = `"id":"${OTHER_ID}","privateHash":null,"schemaVersion":9,"streams":[],"traceparent":null,"type":"test.other"`;

const FORGERIES: [string, Forgery][] = [
  ['data that are not JSON', { data: '"text":"x"}' }],
  ['data that end in the middle', { data: '{"text":"x"}}' }],
  ['data that are not closed', { data: '{"text":"x"' }],
  ['data that continue into the body', { data: `{},${MORE}` }],
  ['data that close the body', { data: `{},${MORE}}` }],
  ['data that start another member', { data: `{},${MORE},"zzz":{"text":"x"}` }],
  ['data that hold the rest of the body', { data: '{"text":[' }],
  ['data that are an array', { data: '[]' }],
  ['data that are a text', { data: '"x"' }],
  ['data that are null', { data: 'null' }],
  ['no data', { data: '' }],
  ['two objects of data', { data: '{} {}' }],
  ['the same member twice in the data', { data: '{"text":"first","text":"second"}' }],
  ['the same member twice, deep inside', { data: '{"text":{"a":1,"b":[{"c":1,"c":2}]}}' }],
  ['an actor that is not JSON', { actor: '' }],
  ['an actor that is a text', { actor: '"x"' }],
  ['an actor that goes on as the body', { actor: `{},"data":{},${MORE}` }],
  ['an actor that ends the body', { actor: `{}}` }],
  ['a type that closes its JSON string', { type: 'test.noted","type":"test.other' }],
  ['a type that is a subject wildcard', { type: 'test.>' }],
  ['a type of two lines', { type: 'test.a\ntest.b' }],
  ['two types in one', { type: 'test.a test.b' }],
  ['no type', { type: '' }],
  ['no stream', streams()],
  ['a version with a gap', streams(member('forged', 2))],
  ['a version that is taken', streams(member('taken', 1))],
  ['version 0', streams(member('forged', 0))],
  ['one stream twice, in the same version', streams(member('forged', 1), member('forged', 1))],
  ['one stream twice, in two versions', streams(member('forged', 1), member('forged', 2))],
  ['a stream id that is not a NATS token', streams(member('a.b', 1))],
  ['a stream id that closes its JSON string', streams(member('forged","version":1},{"id":"more', 1))],
  ['a stream id of two lines', streams(member('forged\nmore', 1))],
  ['an empty stream id', streams(member('', 1))],
  ['a malformed trace', { traceparent: 'x' }],
  ['a trace that closes its JSON string', { traceparent: `${TRACE}","type":"test.other` }],
  ['a trace of two lines', { traceparent: `${TRACE}\n${TRACE}` }],
  ['an erasure that erases nothing', { type: 'personal_data.erased' }],
];

describe('the append functions, called by the service itself', () => {
  let test: TestLog;
  let log: PostgresEventLog;
  let service: Client;
  beforeAll(async () => {
    test = await testLog();
    log = test.open();
    await log.append(appendOf([to('taken', 0)]));
    service = new Client({ connectionString: test.url });
    await service.connect();
  });
  afterAll(async () => {
    await service.end();
    await test.drop();
  });

  const forged = (forgery: Forgery): PreparedAppend => {
    const append = prepareAppend(appendOf([to('forged', 0)]));
    const [event] = append.events as [PreparedEvent];
    const origin = { ...append.origin, ...forgery };
    return { ...append, origin, events: [{ ...event, ...forgery }], keys: [append.command.id] };
  };
  let fine = 0;
  const anAppend = () => prepareAppend(appendOf([to(`fine-${++fine}`, 0)]));
  /** The numbers of events, memberships and commands. */
  const everything = async () => {
    const tables = ['event', 'membership', 'command'];
    const counts = tables.map((table) => `(SELECT count(*)::int FROM request.${table}) AS ${table}`);
    const { rows } = await test.admin.query<Record<string, number>>(`SELECT ${counts.join()}`);
    return Object.values(rows[0] ?? {});
  };

  it('write exactly the body that other code hashes, whatever it contains', async () => {
    const odd = { text: 'a "quoted" \\ line\nand \u0000, \u001f, \u2028, é, 🙂' };
    const one = prepareAppend(
      appendOf([to('unforged', 0, { ...noted(), data: odd })], { traceparent: TRACE }),
    );
    const two = prepareAppend(appendOf([to('unforged-2', 0, noted(), noted()), to('unforged-3', 0)]));
    for (const batch of [[one], [two]]) {
      const { rows } = await service.query<AppendRow>(appendCall('request', batch));
      expect(rows).toMatchObject([{ refused: null }]);
      const { origin, events } = batch[0] as PreparedAppend;
      const stored = await log.readStored(Number(rows[0]?.first_position), events.length);
      expect(stored.map(({ body }) => body)).toEqual(events.map((event) => bodyOf(origin, event)));
    }
  });

  it.each(FORGERIES)('refuse %s, and store nothing of it', async (_, forgery) => {
    const before = await everything();
    const refusals: PromiseSettledResult<QueryResult>[] = [];
    for (const batch of [[forged(forgery)], [anAppend(), forged(forgery)]])
      refusals.push(...(await Promise.allSettled([service.query(appendCall('request', batch))])));
    for (const refusal of refusals) {
      // An event whose version does not follow is refused like any other append that comes too late.
      if (refusal.status === 'fulfilled')
        expect(refusal.value.rows[0]).toMatchObject({ refused: [{ stream: expect.any(String) as string }] });
      else expect(refusal.reason).toMatchObject({ code: expect.stringMatching(/^(2|4)/) as string });
    }
    expect(refusals.filter(({ status }) => status === 'rejected').length).not.toBe(1);
    const stored = (await everything()).map((count, i) => count - (before[i] ?? 0));
    // The other append of the batch, if the batch was stored without the forgery.
    expect(stored).toEqual(refusals[1]?.status === 'fulfilled' ? [1, 1, 1] : [0, 0, 0]);
    expect(await log.readStream('forged')).toEqual([]);
    expect(await log.verify()).toMatchObject({ intact: true });
  });

  it('store the other appends of a batch that contains a forgery', async () => {
    const connection = new AppendConnection(test.url, 'request');
    const bad = FORGERIES.map(([, forgery]) => forged(forgery));
    const good = bad.map(anAppend);
    const outcomes = await flush(
      connection,
      bad.flatMap((one, i) => [one, good[i] as PreparedAppend]),
    );
    await connection.close();
    const kinds = outcomes.map(({ kind }) => kind);
    expect(kinds.filter((_, i) => i % 2 === 1)).toEqual(good.map(() => 'appended'));
    expect(new Set(kinds.filter((_, i) => i % 2 === 0))).toEqual(new Set(['failed', 'wrong-version']));
    expect(await log.verify()).toMatchObject({ intact: true });
  });

  it('refuse an append whose events do not follow each other in a stream', async () => {
    const events = [0, 1].map(() => ({ event: noted(), streams: ['two'] }));
    const append = prepareAppend(appendOfEvents(events, [{ stream: 'two', version: 0 }]));
    const [first] = append.events as [PreparedEvent];
    const skipped = [first, { ...first, id: OTHER_ID, ...streams(member('two', 3)) }];
    const reversed = [...append.events].reverse();
    for (const changed of [skipped, reversed])
      await expect(
        service.query(appendCall('request', [{ ...append, events: changed }])),
      ).rejects.toMatchObject({ code: '23514' });
    expect(await log.readStream('two')).toEqual([]);
  });

  it('are the only functions that the service can execute', async () => {
    const { rows } = await test.admin.query<{ name: string }>(
      `SELECT proname AS name FROM pg_proc
       WHERE pronamespace = 'request'::regnamespace AND has_function_privilege($1, oid, 'EXECUTE') ORDER BY 1`,
      [SERVICE_ROLE],
    );
    expect(rows.map(({ name }) => name)).toEqual(['append', 'append_one']);
    const why = { person: null, before: null, by: 'nobody', reason: 'none' };
    const erasure = prepareErasure(erasureAppend({ ranges: [[1, 1]], ...why }, 0));
    await expect(service.query(eraseCall('request', erasure))).rejects.toMatchObject({ code: '42501' });
  });
});
