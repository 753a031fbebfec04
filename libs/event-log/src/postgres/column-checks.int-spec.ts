import { Client } from 'pg';
import type { QueryResult } from 'pg';
import { canonicalJson } from '@countersign/proof';
import { flush } from '../group-commit/salvage.js';
import { erasureAppend } from '../erasure.js';
import { prepareAppend, prepareErasure } from '../prepared-append.js';
import type { PreparedAppend, PreparedEvent } from '../prepared-append.js';
import { appendOf, appendOfEvents, noted, to } from '../testing/append-of.js';
import { SERVICE_ROLE, testLog } from '../testing/test-log.js';
import type { TestLog } from '../testing/test-log.js';
import { appendCall, eraseCall } from './append-call.js';
import { AppendConnection } from './append-connection.js';
import type { PostgresEventLog } from './postgres-event-log.js';

/** What a service that has been taken over could hand to the append functions: an event with some of its parts changed. */
type Forgery = (event: PreparedEvent) => Partial<PreparedEvent>;

const OTHER_ID = '01890a5d-ac96-774b-bcce-b302099a8057';
const OTHER_TRACE = '"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1"';

const bodyOf = (change: (body: string) => string): Forgery => {
  return ({ body }) => ({ body: change(body) });
};
const member = (id: unknown, version: unknown) => ({ id, version }) as PreparedEvent['streams'][number];
/** Memberships in the column and in the body alike. */
const inStreams = (...streams: PreparedEvent['streams']): Forgery => {
  return ({ body, streams: before }) => ({
    streams,
    body: body.replace(canonicalJson(before), canonicalJson(streams)),
  });
};
const ofType =
  (type: string): Forgery =>
  ({ body, type: before }) => ({ type, body: body.replace(`"type":"${before}"`, `"type":"${type}"`) });
/** The end of a canonical body, from `id` on. */
const tailOf = (body: string): string => body.slice(body.lastIndexOf(',"id":"'));

const FORGERIES: [string, Forgery][] = [
  ['a body that is not JSON', bodyOf((body) => body.slice(1))],
  ['a body that ends in the middle', bodyOf((body) => `${body}}`)],
  ['a body that is an array', bodyOf((body) => `[${body}]`)],
  ['a body that is a text', bodyOf((body) => JSON.stringify(body))],
  ['a body that is null', bodyOf(() => 'null')],
  ['an empty body', bodyOf(() => '')],
  ['another id in the body', bodyOf((body) => body.replace(/"id":"0[^"]+"/, `"id":"${OTHER_ID}"`))],
  ['another id in the column', () => ({ id: OTHER_ID })],
  ['another type in the body', bodyOf((body) => body.replace('test.noted', 'test.other'))],
  ['another type in the column', () => ({ type: 'test.other' })],
  ['a type that ends the text it is in', ofType('test.noted","type":"test.other')],
  ['a type that is a subject wildcard', ofType('test.>')],
  ['a type of two lines', ofType('test.a\\ntest.b')],
  ['two types in one', ofType('test.a test.b')],
  ['another schema version in the body', bodyOf((body) => body.replace('Version":1', 'Version":2'))],
  ['another schema version in the column', () => ({ schemaVersion: 2 })],
  ['another stream in the body', bodyOf((body) => body.replace('"forged"', '"other"'))],
  ['another stream in the column', () => ({ streams: [member('other', 1)] })],
  ['another version in the body', bodyOf((body) => body.replace('"version":1', '"version":2'))],
  ['a stream more in the column', ({ streams }) => ({ streams: [...streams, member('more', 1)] })],
  [
    'a stream less in the column',
    ({ body }) => ({ body: body.replace('}],"trace', '},{"id":"more","version":1}],"trace') }),
  ],
  ['no stream', inStreams()],
  ['a version with a gap', inStreams(member('forged', 2))],
  ['a version that is taken', inStreams(member('taken', 1))],
  ['version 0', inStreams(member('forged', 0))],
  ['one stream twice, in the same version', inStreams(member('forged', 1), member('forged', 1))],
  ['one stream twice, in two versions', inStreams(member('forged', 1), member('forged', 2))],
  ['a stream id that is a number', inStreams(member(7, 1))],
  ['a stream id that is no NATS token', inStreams(member('a.b', 1))],
  ['a version that is a text', inStreams(member('forged', '1'))],
  [
    'memberships that are no list',
    inStreams(...([] as never[]), ...([{ ...member('forged', 1), x: 1 }] as never[])),
  ],
  ['another private text', () => ({ private: '{"salt":"AAAAAAAAAAAAAAAAAAAAAA"}' })],
  ['no private text where the body has a hash of one', () => ({ private: null })],
  [
    'no hash in the body where there is a private text',
    bodyOf((body) => body.replace(/"privateHash":"[^"]+"/, '"privateHash":null')),
  ],
  [
    'a trace that is none',
    bodyOf((body) => body.replace('"traceparent":null', `"traceparent":${OTHER_TRACE}`)),
  ],
  ['a trace that is a number', bodyOf((body) => body.replace('"traceparent":null', '"traceparent":7'))],
  ['no trace', bodyOf((body) => body.replace('"traceparent":null,', ''))],
  ['the same member twice', bodyOf((body) => `{"type":"test.other",${body.slice(1)}`)],
  ['the same member twice, deep inside', bodyOf((body) => body.replace('{"text"', '{"text":"first","text"'))],
  ['what columns say inside another member only', bodyOf((body) => `{"data":${body},"id":"x"}`)],
  ['what columns say inside a text only', bodyOf((body) => `{"data":${JSON.stringify(tailOf(body))}}`)],
  ['an erasure that erased nothing', ofType('personal_data.erased')],
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
    return { ...append, events: [{ ...event, ...forgery(event) }], keys: [append.command.id] };
  };
  let fine = 0;
  const anAppend = () => prepareAppend(appendOf([to(`fine-${++fine}`, 0)]));
  /** How many events, memberships and commands there are. */
  const everything = async () => {
    const tables = ['event', 'membership', 'command'];
    const counts = tables.map((table) => `(SELECT count(*)::int FROM request.${table}) AS ${table}`);
    const { rows } = await test.admin.query<Record<string, number>>(`SELECT ${counts.join()}`);
    return Object.values(rows[0] ?? {});
  };

  it('store the event that the forgeries are made from', async () => {
    const append = prepareAppend(
      appendOf([to('unforged', 0)], { traceparent: OTHER_TRACE.slice(1, -2) + '01' }),
    );
    await expect(service.query(appendCall('request', [append]))).resolves.toMatchObject({
      rows: [{ refused: null }],
    });
  });

  it.each(FORGERIES)('refuse %s, and store nothing of it', async (_, forgery) => {
    const before = await everything();
    const refusals: PromiseSettledResult<QueryResult>[] = [];
    for (const batch of [[forged(forgery)], [anAppend(), forged(forgery)]])
      refusals.push(...(await Promise.allSettled([service.query(appendCall('request', batch))])));
    for (const refusal of refusals) {
      // An event whose versions do not follow is named, as any other that comes too late.
      if (refusal.status === 'fulfilled')
        expect(refusal.value.rows[0]).toMatchObject({ refused: [{ stream: expect.any(String) as string }] });
      else expect(refusal.reason).toMatchObject({ code: expect.stringMatching(/^(2|4)/) as string });
    }
    expect(refusals.filter(({ status }) => status === 'rejected').length).not.toBe(1);
    const stored = (await everything()).map((count, i) => count - (before[i] ?? 0));
    // The append beside it, where the batch was stored without it.
    expect(stored).toEqual(refusals[1]?.status === 'fulfilled' ? [1, 1, 1] : [0, 0, 0]);
    expect(await log.readStream('forged')).toEqual([]);
    expect(await log.verify()).toMatchObject({ intact: true });
  });

  it('let no forgery keep the other appends of its batch from being stored', async () => {
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
    const skipped = [first, { ...first, id: OTHER_ID, ...inStreams(member('two', 3))(first) }].map(
      (event, i) => ({ ...event, body: i ? event.body.replace(first.id, OTHER_ID) : event.body }),
    );
    const reversed = [...append.events].reverse();
    for (const changed of [skipped, reversed])
      await expect(
        service.query(appendCall('request', [{ ...append, events: changed }])),
      ).rejects.toMatchObject({ code: '23514' });
    expect(await log.readStream('two')).toEqual([]);
  });

  it('are all that the service may execute', async () => {
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
