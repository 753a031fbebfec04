import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';
import type { RecordedEvent } from '@countersign/contracts';
import { testPostgres } from '@countersign/testing';
import type { TestDatabase } from '@countersign/testing';
import type { ProcessManager, Projection } from './consumers.js';
import { poolSettings } from '@countersign/postgres';
import { recordingTelemetry } from './testing/recording-telemetry.js';
import { installReporting } from './testing/test-service.js';
import { CursorStore } from './cursor-store.js';
import type { Effect, EffectContext } from './effect.js';
import { ParkedStore } from './parked-store.js';
import { ProcessManagerEffect } from './process-manager-effect.js';
import { ProjectionEffect } from './projection-effect.js';

const LOG = 'request';
const NAME = 'Alice Archer';
const ERASED_AT = '2026-03-01T10:00:00.123456Z';

let database: TestDatabase;
let pool: Pool;
/** Names that the consumer under test has received. */
let heard: (string | null)[];
let failing: boolean;

beforeEach(async () => {
  database = await testPostgres();
  pool = new Pool({ ...poolSettings, connectionString: await installReporting(database) });
  heard = [];
  failing = true;
});
afterEach(async () => {
  await pool.end();
  await database.drop();
});

const event = (position: number, more: object): RecordedEvent =>
  ({
    position,
    id: randomUUID(),
    streams: [{ id: 'thing-a', version: position }],
    type: 'thing.happened',
    schemaVersion: 1,
    recordedAt: ERASED_AT,
    actor: { kind: 'person', issuer: 'https://id', id: 'alice' },
    correlationId: 'c',
    causationId: null,
    traceparent: null,
    data: {},
    privateHash: 'x',
    private: { salt: 's', name: NAME },
    erasedAt: null,
    hash: String(position),
    ...more,
  }) as unknown as RecordedEvent;

const erasure = (position: number, ranges: [number, number][]): RecordedEvent =>
  event(position, {
    streams: [{ id: 'erasures', version: position }],
    type: 'personal_data.erased',
    actor: { kind: 'service', id: 'migrate' },
    private: null,
    data: { ranges, person: { issuer: 'https://id', id: 'alice' }, before: null, by: 'op', reason: 'r' },
  });

function hear(events: readonly RecordedEvent[]): Promise<void> {
  for (const { type, private: texts } of events) {
    if (type !== 'thing.happened') continue;
    if (failing) throw new TypeError(`not ${texts?.name}`);
    heard.push(texts?.name ?? null);
  }
  return Promise.resolve();
}

/** Does not handle erasures, like most projections. */
const projection: Projection = {
  name: 'listener',
  logs: [LOG],
  tables: [],
  types: ['thing.happened'],
  apply: (events) => hear(events),
};
const processManager: ProcessManager = { name: 'listener', log: LOG, handle: (one) => hear([one]) };

const contextOf = (kind: 'projection' | 'process-manager'): EffectContext => ({
  log: LOG,
  pool,
  cursors: new CursorStore('reporting', 'listener', LOG, kind),
  parked: new ParkedStore('reporting', 'listener', LOG),
  upcast: (one) => one,
  telemetry: recordingTelemetry(),
});

const effects: [string, () => { effect: Effect; context: EffectContext }][] = [
  [
    'a projection',
    () => {
      const context = contextOf('projection');
      return {
        context,
        effect: new ProjectionEffect(projection, context, { schema: 'reporting', suffix: '' }),
      };
    },
  ],
  [
    'a process manager',
    () => {
      const context = contextOf('process-manager');
      return { context, effect: new ProcessManagerEffect(processManager, context) };
    },
  ],
];

const parked = () =>
  database.sql<{ position: number; text: string; error: string | null }>(
    'SELECT position::int, event::text AS text, error FROM reporting.consumer_parked ORDER BY position',
  );

describe.each(effects)('a text parked by %s', (_, made) => {
  it('is deleted by the erasure, and does not come back when the event is retried', async () => {
    const { effect, context } = made();
    const parkedStreams = new Set<string>();
    let cursor = await context.cursors.open(pool);
    cursor = { ...cursor, ...(await effect.handle([event(1, {})], cursor, parkedStreams)) };
    cursor = { ...cursor, ...(await effect.handle([event(2, {}), event(3, {})], cursor, parkedStreams)) };
    const before = await parked();
    expect(before.map(({ position, text }) => [position, text.includes(NAME)])).toEqual([
      [1, true],
      [2, true],
      [3, true],
    ]);
    expect(before[0]?.error).toContain(NAME);

    cursor = { ...cursor, ...(await effect.handle([erasure(4, [[1, 2]])], cursor, parkedStreams)) };
    const after = await parked();
    expect(after.map(({ position, text }) => [position, text.includes(NAME)])).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ]);
    expect(JSON.parse(after[0]?.text ?? '')).toMatchObject({
      private: null,
      erasedAt: '2026-03-01T10:00:00.123Z',
    });
    expect(after.map(({ error }) => error)).toEqual([
      'It failed, and its private text was erased since.',
      null,
      null,
    ]);

    failing = false;
    for (let n = 0; n < 3; n++) {
      const next = await context.parked.first(pool, 'thing-a');
      expect(next && (await effect.retry(next, cursor))).toBe(true);
    }
    expect(heard).toEqual([null, null, NAME]);
  });

  it('is deleted even if the erasure comes in the same batch', async () => {
    const { effect, context } = made();
    const cursor = await context.cursors.open(pool);
    await effect.handle([event(1, {}), event(2, {}), erasure(3, [[1, 1]])], cursor, new Set());
    expect((await parked()).map(({ position, text }) => [position, text.includes(NAME)])).toEqual([
      [1, false],
      [2, true],
    ]);
  });
});

it('a text parked by a projection is deleted even if the projection does not handle erasures', async () => {
  const context = contextOf('projection');
  const all: Projection = {
    name: 'listener',
    logs: [LOG],
    tables: [],
    apply: () => Promise.reject(new TypeError('no')),
  };
  const effect = new ProjectionEffect(all, context, { schema: 'reporting', suffix: '' });
  const parkedStreams = new Set<string>();
  let cursor = await context.cursors.open(pool);
  for (const one of [event(1, {}), erasure(2, [[1, 1]])])
    cursor = { ...cursor, ...(await effect.handle([one], cursor, parkedStreams)) };
  expect((await parked()).map(({ position, text }) => [position, text.includes(NAME)])).toEqual([
    [1, false],
    [2, false],
  ]);
});
