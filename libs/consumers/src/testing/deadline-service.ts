import type { NatsConnection } from '@nats-io/transport-node';
import { Pool } from 'pg';
import type { TestDatabase, TestNats } from '@countersign/testing';
import { ConsumerRunner } from '../consumer-runner.js';
import { DeadlineKeeper } from '../deadlines/deadline-keeper.js';
import { DeadlineProjection } from '../deadlines/deadline.projection.js';
import type { DueHandler } from '../deadlines/deadline.js';
import { installDeadlines } from '../deadlines/install-deadlines.js';
import { poolSettings } from '@countersign/postgres';
import { JobEnd, jobDeadlineOf } from './jobs.js';
import { connectTo, testRelay } from '@countersign/mirror/testing';
import { asAdmin, testLeases } from '@countersign/postgres/testing';
import { recordingTelemetry } from './recording-telemetry.js';
import { testConsumersLog } from './test-log.js';
import type { RecordingTelemetry } from './recording-telemetry.js';
import type { TestLog } from '@countersign/mirror/testing';

/** A service whose log contains jobs: relay and projection run, the test starts the keepers. */
export interface DeadlineService {
  log: TestLog;
  nc: NatsConnection;
  runner: ConsumerRunner;
  telemetry: RecordingTelemetry;
  /** Starts another instance's keeper; by default its handler ends jobs at their time. */
  startKeeper(handler?: DueHandler): DeadlineKeeper;
  stop(): Promise<void>;
}

/** The log `request` with tables for its deadlines. */
export async function jobLog(database: TestDatabase): Promise<TestLog> {
  const log = await testConsumersLog(database, 'request');
  const roles = { serviceRole: 'countersign_request', ownerRole: 'countersign_owner' };
  await asAdmin(database, (admin) => installDeadlines(admin, { log: 'request', ...roles }));
  return log;
}

export async function deadlineService(database: TestDatabase, nats: TestNats): Promise<DeadlineService> {
  const log = await jobLog(database);
  const [relay, nc] = await Promise.all([testRelay(log, nats.url), connectTo(nats.url)]);
  const telemetry = recordingTelemetry();
  const pool = new Pool({ ...poolSettings, connectionString: log.url });
  const leases = testLeases(log.url, 'request', telemetry.logger);
  const runner = new ConsumerRunner({
    schema: 'request',
    pool,
    nc,
    leases,
    telemetry,
    upcast: (event) => event,
  });
  runner.addProjection(new DeadlineProjection('request', jobDeadlineOf));
  runner.start();
  const stopKeepers: (() => Promise<void>)[] = [];
  return {
    log,
    nc,
    runner,
    telemetry,
    startKeeper: (handler = new JobEnd(log.log)) => {
      const own = testLeases(log.url, 'request', telemetry.logger);
      const keeper = new DeadlineKeeper({
        log: 'request',
        connectionString: log.url,
        leases: own,
        handler,
        telemetry,
      });
      stopKeepers.push(async () => {
        await keeper.beforeApplicationShutdown();
        await own.close();
      });
      keeper.onApplicationBootstrap();
      return keeper;
    },
    stop: async () => {
      await Promise.all(stopKeepers.map((stop) => stop()));
      await runner.stop();
      await relay.stop();
      await leases.close();
      await nc.close();
      await pool.end();
      await log.close();
    },
  };
}
