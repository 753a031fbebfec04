import type { NatsConnection } from '@nats-io/transport-node';
import { ownStream } from '@countersign/contracts';
import { testNats, testPostgres, eventually } from '@countersign/testing';
import type { TestDatabase, TestNats } from '@countersign/testing';
import type { ProcessManager } from '../consumers.js';
import { countingProjection } from '../testing/counting-projection.js';
import { connectTo, mirrored, mirrorEnd, testRelay } from '@countersign/mirror/testing';
import { RelayAbsent } from '@countersign/mirror';
import { asAdmin } from '@countersign/postgres/testing';
import { testConsumersLog } from '../testing/test-log.js';
import type { TestLog } from '@countersign/mirror/testing';
import { installReporting, testService } from '../testing/test-service.js';
import type { TestService } from '../testing/test-service.js';
import { NothingDiverged, startNewEpoch } from './new-epoch.js';
import type { EpochBegun } from './new-epoch.js';

jest.setTimeout(60_000);

const LOG = 'request';

let database: TestDatabase;
let nats: TestNats;
let nc: NatsConnection;
let log: TestLog;
let service: TestService;
let relay: Awaited<ReturnType<typeof testRelay>>;
let handled: string[];

const states = (): string[] => service.runner.status().map(({ consumer, state }) => `${consumer} ${state}`);
const positions = (): Promise<unknown[]> =>
  database.sql('SELECT consumer, position::int FROM reporting.consumer_cursor ORDER BY consumer');
const reach = (end: number): Promise<void> =>
  eventually(
    `all at ${end}`,
    async () =>
      JSON.stringify(await positions()) ===
      JSON.stringify([
        { consumer: 'counting', position: end },
        { consumer: 'recorder', position: end },
      ]),
    20_000,
  );
const newEpoch = (): Promise<EpochBegun> =>
  asAdmin(database, (admin) =>
    startNewEpoch(admin, nc, { log: LOG, by: 'operator', reason: 'restored a backup' }),
  );

beforeEach(async () => {
  [database, nats] = await Promise.all([testPostgres(), testNats()]);
  nc = await connectTo(nats.url);
  log = await testConsumersLog(database, LOG);
  service = await testService(await installReporting(database), nats.url);
  handled = [];
  const recorder: ProcessManager = {
    name: 'recorder',
    log: LOG,
    handle: ({ id }) => {
      handled.push(id);
      return Promise.resolve();
    },
  };
  service.runner.addProjection(countingProjection());
  service.runner.addProcessManager(recorder);
  service.runner.start();
  relay = await testRelay(log, nats.url);
});

afterEach(async () => {
  await service.stop();
  await relay.stop();
  await nc.close();
  await log.close();
  await nats.stop();
  await database.drop();
});

describe('a new epoch', () => {
  /** The log is put back to position 15 of 20, and 10 other events follow. */
  async function putBack(): Promise<void> {
    await log.append(20);
    await reach(20);
    await log.restoreTo(15);
    await log.append(10);
    await database.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'countersign-leader' AND datname = current_database()`,
    );
    await eventually('the gate shuts', () => relay.gate.state === 'diverged');
  }

  it('makes the current log the truth: the mirror and read models are rebuilt, and process managers resume at the cut', async () => {
    await putBack();
    const before = new Set(handled);
    expect(await newEpoch()).toEqual({
      epoch: 1,
      cut: 15,
      reset: ['reporting/counting', 'reporting/recorder'],
    });
    await reach(25);
    await eventually('the gate opens', () => relay.gate.state === 'open');
    expect(await mirrorEnd(nc, LOG)).toBe(25);
    const events = await log.log.readFrom(1, 25);
    expect((await mirrored(nc, LOG, 18)).hash).toBe(events[17]?.hash);
    const rows = await database.sql<{ stream: string }>(
      'SELECT stream FROM reporting.counted ORDER BY stream',
    );
    expect(rows.map(({ stream }) => stream)).toEqual(events.map((event) => ownStream(event).id).sort());
    expect(handled.filter((id) => !before.has(id))).toEqual(events.slice(15).map(({ id }) => id));
    expect(
      await database.sql(
        'SELECT cut::int, log_end::int, mirror_end::int, by, reason FROM request.mirror_epoch',
      ),
    ).toEqual([{ cut: 15, log_end: 25, mirror_end: 20, by: 'operator', reason: 'restored a backup' }]);
  });

  it('lets stopped consumers resume, even if the mirror was lost as well', async () => {
    await log.append(20);
    await reach(20);
    await relay.stop();
    await nats.kill();
    await log.restoreTo(15);
    await log.append(10);
    await nats.restart({ emptyStore: true });
    relay = await testRelay(log, nats.url);
    await eventually('they stop', () => states().join() === 'counting stopped,recorder stopped', 20_000);
    expect(service.runner.health('counting').up).toBe(false);
    expect(
      service.telemetry.lines.some(
        ({ level, message }) => level === 'error' && message.includes('CONSUMER counting STOPPED'),
      ),
    ).toBe(true);

    expect(await newEpoch()).toMatchObject({ cut: 0, reset: ['reporting/counting', 'reporting/recorder'] });
    await reach(25);
    await eventually('they follow', () => states().join() === 'counting following,recorder following');
    expect(await database.sql('SELECT stream FROM reporting.counted')).toHaveLength(25);
  });

  it('resumes after an interruption, with the cut that it had found', async () => {
    await putBack();
    await relay.stop();
    const wish = { log: LOG, by: 'operator', reason: 'restored a backup', patienceMs: 500 } as const;
    await expect(asAdmin(database, (admin) => startNewEpoch(admin, nc, wish))).rejects.toThrow(RelayAbsent);
    expect(await positions()).toEqual([
      { consumer: 'counting', position: 20 },
      { consumer: 'recorder', position: 20 },
    ]);
    relay = await testRelay(log, nats.url);
    expect(await newEpoch()).toMatchObject({ epoch: 1, cut: 15 });
    await reach(25);
  });

  it('is refused if log and mirror agree', async () => {
    await log.append(5);
    await reach(5);
    await expect(newEpoch()).rejects.toThrow(NothingDiverged);
    expect(await mirrorEnd(nc, LOG)).toBe(5);
  });
});
