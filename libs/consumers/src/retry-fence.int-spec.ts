import { Pool } from 'pg';
import type { RecordedEvent } from '@countersign/contracts';
import { testPostgres } from '@countersign/testing';
import type { TestDatabase } from '@countersign/testing';
import { poolSettings } from '@countersign/postgres';
import { countingProjection } from './testing/counting-projection.js';
import { recordingTelemetry } from './testing/recording-telemetry.js';
import { testConsumersLog } from './testing/test-log.js';
import type { TestLog } from '@countersign/mirror/testing';
import { installReporting } from './testing/test-service.js';
import { CursorStore } from './cursor-store.js';
import { isEnvironmental } from './failure.js';
import { ParkedStore } from './parked-store.js';
import { ProjectionEffect } from './projection-effect.js';

const LOG = 'request';

let database: TestDatabase;
let log: TestLog;
let pool: Pool;

beforeAll(async () => {
  database = await testPostgres();
  log = await testConsumersLog(database, LOG);
  pool = new Pool({ ...poolSettings, connectionString: await installReporting(database) });
});
afterAll(async () => {
  await pool.end();
  await log.close();
  await database.drop();
});

describe('a parked event', () => {
  it('that two leaders retry at the same time is applied once', async () => {
    await log.append(1, 'thing-bad');
    const [event] = await log.log.readFrom(1, 1);
    if (!event) throw new Error('nothing was appended');
    const projection = countingProjection();
    projection.poison.add('thing-bad@1');
    const cursors = new CursorStore('reporting', 'counting', LOG, 'projection');
    const parked = new ParkedStore('reporting', 'counting', LOG);
    const upcast = (one: RecordedEvent): RecordedEvent => one;
    const context = { log: LOG, pool, cursors, parked, upcast, telemetry: recordingTelemetry() } as const;
    const effect = new ProjectionEffect(projection, context, { schema: 'reporting', suffix: '' });
    const cursor = await effect.handle([event], await cursors.open(pool), new Set());
    projection.poison.clear();

    const outcomes = await Promise.allSettled([effect.retry(event, cursor), effect.retry(event, cursor)]);
    expect(await database.sql('SELECT count FROM reporting.counted')).toEqual([{ count: 1 }]);
    const failed = outcomes.filter((one) => one.status === 'rejected');
    expect(failed.map(({ reason }) => isEnvironmental(reason))).toEqual([true]);
  });
});
