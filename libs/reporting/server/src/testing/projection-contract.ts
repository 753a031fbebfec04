import fc from 'fast-check';
import type { LogName, RecordedEvent } from '@countersign/contracts';
import type { Projection } from '@countersign/consumers';
import type { BothLogs } from './report-stories.js';
import { withoutErasedTexts } from './stories.js';
import type { TestReadModels } from './test-read-models.js';

/** A projection under test, and its events. */
export interface ProjectionCase {
  projection: () => Projection;
  logs: BothLogs;
  /** The same, with events that erase private texts of the others. */
  erasedLogs: BothLogs;
  readModels: () => TestReadModels;
}

/** Declares the tests that every projection passes, whatever its tables. */
export function keepsItsTables({ projection, logs, erasedLogs, readModels }: ProjectionCase): void {
  const { logs: followed, tables: names } = projection();
  const tables = () => rowsOf('');
  const rowsOf = async (suffix: string) => {
    const rows = await Promise.all(names.map((table) => readModels().rows(`${table}${suffix}`)));
    return rows.map((table) => table.flatMap(madeOfEvents));
  };

  async function follow(events: BothLogs, batches: (of: RecordedEvent[]) => RecordedEvent[][], suffix = '') {
    const one = projection();
    for (const log of followed)
      for (const batch of batches(events[log as keyof BothLogs]))
        await readModels().apply(one, log, batch, suffix);
  }

  const singly = (events: RecordedEvent[]) => events.map((event) => [event]);
  const twice = (events: RecordedEvent[]) => [...events.map((event) => [event, event]), events];
  const atOnce = (events: RecordedEvent[]) => [events];

  async function grown(events: BothLogs): Promise<string[][]> {
    await readModels().empty();
    await follow(events, singly);
    return tables();
  }

  /** Applies to new tables beside the existing tables. */
  async function rebuilt(events: BothLogs): Promise<string[][]> {
    for (const table of names)
      await readModels().pool.query(
        `CREATE TABLE reporting.${table}_new (LIKE reporting.${table} INCLUDING ALL)`,
      );
    await follow(events, atOnce, '_new');
    const rows = await rowsOf('_new');
    await readModels().pool.query(`DROP TABLE ${names.map((table) => `reporting.${table}_new`).join(', ')}`);
    return rows;
  }

  describe.each([
    ['nothing erased', logs],
    ['texts erased', erasedLogs],
  ])('with %s', (_, events) => {
    it('has the same tables however the events are batched, and whichever log comes first', async () => {
      const expected = await grown(events);
      expect(expected.flat().length).toBeGreaterThan(0);
      await fc.assert(
        fc.asyncProperty(deliveries(events, followed), async (batches) => {
          await readModels().empty();
          const one = projection();
          for (const [log, batch] of batches) await readModels().apply(one, log, batch);
          expect(await tables()).toEqual(expected);
        }),
        { numRuns: 15 },
      );
    }, 60_000);

    it('has the same tables when every event is applied twice', async () => {
      const expected = await grown(events);
      await readModels().empty();
      await follow(events, twice);
      expect(await tables()).toEqual(expected);
    });

    it('has the same tables after a rebuild from a mirror without the erased texts, and leaves the old meanwhile', async () => {
      const expected = await grown(events);
      const left: BothLogs = {
        request: withoutErasedTexts(events.request),
        approval: withoutErasedTexts(events.approval),
      };
      expect(await rebuilt(left)).toEqual(expected);
      expect(await tables()).toEqual(expected);
    });
  });

  it('passes events of types that it does not know', async () => {
    await readModels().empty();
    for (const log of ['request', 'approval'] as const) {
      const [first] = logs[log] as [RecordedEvent];
      await readModels().apply(projection(), log, [{ ...first, type: `${log}.annotated` }]);
    }
    expect((await tables()).flat()).toEqual([]);
  });
}

/** A row without what events do not decide: the counting process, and missing zeros. */
function madeOfEvents(row: string): string[] {
  const { counted_by, ...columns } = JSON.parse(row) as { counted_by?: string; count?: number };
  if (counted_by === undefined) return [row];
  return columns.count === 0 ? [] : [JSON.stringify(columns)];
}

/** Batches of the logs, interleaved; each log keeps its order. */
function deliveries(
  events: BothLogs,
  followed: readonly LogName[],
): fc.Arbitrary<[LogName, RecordedEvent[]][]> {
  const lists = followed.map((log) =>
    batchesOf(events[log as keyof BothLogs]).map((batches) =>
      batches.map((batch): [LogName, RecordedEvent[]] => [log, batch]),
    ),
  );
  return fc.tuple(...lists).chain((all) => {
    const turns = all.flatMap((batches, n) => batches.map(() => n));
    return fc.shuffledSubarray(turns, { minLength: turns.length }).map((order) => {
      const left = all.map((batches) => [...batches]);
      return order.flatMap((n) => left[n]?.splice(0, 1) ?? []);
    });
  });
}

function batchesOf(events: RecordedEvent[]): fc.Arbitrary<RecordedEvent[][]> {
  const cuts = fc.subarray(events.map((_, i) => i).slice(1));
  return cuts.map((at) => [0, ...at].map((from, i) => events.slice(from, at[i] ?? events.length)));
}
