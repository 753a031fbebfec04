import fc from 'fast-check';
import type { LogName, RecordedEvent } from '@countersign/contracts';
import type { Projection } from '@countersign/messaging';
import type { TestReadModels } from './test-read-models.js';

type Logs = Record<'request' | 'approval', RecordedEvent[]>;

/** What every projection of the two logs keeps, whatever its tables: declares the tests. */
export function keepsItsTables(projection: Projection, logs: Logs, readModels: () => TestReadModels): void {
  const tables = () => rowsOf('');
  const rowsOf = (suffix: string) =>
    Promise.all(projection.tables.map((table) => readModels().rows(`${table}${suffix}`)));
  const apply = (log: LogName, events: RecordedEvent[], suffix = '') =>
    readModels().apply(projection, log, events, suffix);

  async function inOrder(): Promise<string[][]> {
    await readModels().empty();
    for (const log of ['request', 'approval'] as const) {
      for (const event of logs[log]) await apply(log, [event]);
    }
    return tables();
  }

  test('the tables are the same whatever the order between the logs and however the events are batched', async () => {
    const expected = await inOrder();
    expect(expected.flat().length).toBeGreaterThan(0);
    await fc.assert(
      fc.asyncProperty(deliveries(logs), async (batches) => {
        await readModels().empty();
        for (const [log, events] of batches) await apply(log, events);
        expect(await tables()).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  }, 60_000);

  test('every event applied twice leaves what applying it once leaves', async () => {
    const expected = await inOrder();
    await readModels().empty();
    for (const log of ['request', 'approval'] as const) {
      for (const event of logs[log]) await apply(log, [event, event]);
      await apply(log, logs[log]);
    }
    expect(await tables()).toEqual(expected);
  });

  test('a rebuild into new tables gives what was there, and does not touch it meanwhile', async () => {
    const expected = await inOrder();
    const news = projection.tables.map((table) => `reporting.${table}_new`);
    for (const table of projection.tables)
      await readModels().pool.query(
        `CREATE TABLE reporting.${table}_new (LIKE reporting.${table} INCLUDING ALL)`,
      );
    for (const log of ['approval', 'request'] as const) await apply(log, logs[log], '_new');
    expect([await tables(), await rowsOf('_new')]).toEqual([expected, expected]);
    await readModels().pool.query(`DROP TABLE ${news.join(', ')}`);
  });

  test('types of a later version pass through', async () => {
    await readModels().empty();
    for (const log of ['request', 'approval'] as const) {
      const [first] = logs[log] as [RecordedEvent];
      await apply(log, [{ ...first, type: `${log}.annotated` }]);
    }
    expect((await tables()).flat()).toEqual([]);
  });
}

/** Batches of both logs: each log in its order, anything between the two. */
function deliveries(logs: Logs): fc.Arbitrary<[LogName, RecordedEvent[]][]> {
  return fc.tuple(batchesOf(logs.request), batchesOf(logs.approval)).chain(([request, approval]) => {
    const turns = [...request.map(() => 'request' as const), ...approval.map(() => 'approval' as const)];
    return fc.shuffledSubarray(turns, { minLength: turns.length }).map((order) => {
      const left = { request: [...request], approval: [...approval] };
      return order.map((log): [LogName, RecordedEvent[]] => [log, left[log].shift() ?? []]);
    });
  });
}

function batchesOf(events: RecordedEvent[]): fc.Arbitrary<RecordedEvent[][]> {
  const cuts = fc.subarray(events.map((_, i) => i).slice(1));
  return cuts.map((at) => [0, ...at].map((from, i) => events.slice(from, at[i] ?? events.length)));
}
