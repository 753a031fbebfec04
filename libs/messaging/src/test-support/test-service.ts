import type { NatsConnection } from '@nats-io/transport-node';
import { Pool } from 'pg';
import type { TestDatabase } from '@countersign/testing';
import { ConsumerRunner } from '../consumers/consumer-runner.js';
import { installConsumers } from '../consumers/install-consumers.js';
import { Leases } from '../leadership/leases.js';
import type { Leadership, Lease } from '../leadership/leases.js';
import { CommandGate } from '../mirror/command-gate.js';
import { Relay } from '../mirror/relay.js';
import { poolSettings } from '../pool-settings.js';
import type { Telemetry } from '../ports.js';
import { countingTables } from './counting-projection.js';
import { recordingTelemetry } from './recording-telemetry.js';
import type { RecordingTelemetry } from './recording-telemetry.js';
import { connectTo } from './test-bus.js';
import { asAdmin } from './test-log.js';
import type { TestLog } from './test-log.js';

/** An instance of a service with consumers in schema `reporting`, not started yet. */
export interface TestService {
  nc: NatsConnection;
  pool: Pool;
  runner: ConsumerRunner;
  telemetry: RecordingTelemetry;
  stop(): Promise<void>;
}

/** Schema, role and tables of the reporting service; the role owns its read models. */
export async function installReporting(database: TestDatabase): Promise<string> {
  const url = await database.createRole('countersign_reporting');
  await asAdmin(database, async (admin) => {
    await admin.query('CREATE SCHEMA reporting AUTHORIZATION countersign_reporting');
    await installConsumers(admin, { schema: 'reporting', serviceRole: 'countersign_reporting' });
    await admin.query(`SET ROLE countersign_reporting; ${countingTables}; RESET ROLE`);
  });
  return url;
}

/** Leases that anybody gets: what happens when there are two leaders. */
export const everybodyLeads: Leadership = {
  tryAcquire: (): Promise<Lease> =>
    Promise.resolve({ lost: new AbortController().signal, release: () => Promise.resolve() }),
  onLost: () => undefined,
};

/** The leases of one instance of a service. */
export const testLeases = (url: string, schema: string, { logger }: Telemetry): Leases =>
  new Leases({ connection: { connectionString: url }, schema, logger });

export async function testService(
  url: string,
  natsUrl: string | string[],
  given?: Leadership,
): Promise<TestService> {
  const nc = await connectTo(natsUrl);
  const telemetry = recordingTelemetry();
  const pool = new Pool({ ...poolSettings, connectionString: url });
  pool.on('error', () => undefined);
  const leases = testLeases(url, 'reporting', telemetry);
  const runner = new ConsumerRunner({
    schema: 'reporting',
    pool,
    nc,
    leases: given ?? leases,
    upcast: (event) => event,
    telemetry,
  });
  const stop = async (): Promise<void> => {
    await runner.stop();
    await leases.close();
    await nc.close();
    await pool.end();
  };
  return { nc, pool, runner, telemetry, stop };
}

/** An instance of a service, as far as its relay goes. */
export interface TestRelay {
  nc: NatsConnection;
  relay: Relay;
  gate: CommandGate;
  telemetry: RecordingTelemetry;
  stop(): Promise<void>;
}

/** A relay of a log, with a connection of its own. */
export async function testRelay(
  log: TestLog,
  natsUrl: string | string[],
  replicas: 1 | 3 = 1,
): Promise<TestRelay> {
  const nc = await connectTo(natsUrl);
  const telemetry = recordingTelemetry();
  const leases = testLeases(log.url, log.name, telemetry);
  const gate = new CommandGate();
  const relay = new Relay({
    installation: 'test',
    feed: log.log,
    nc,
    inboxPrefix: '_INBOX',
    leases,
    gate,
    telemetry,
    replicas,
  });
  relay.start();
  const stop = async (): Promise<void> => {
    await relay.stop();
    await leases.close();
    await nc.close();
  };
  return { nc, relay, gate, telemetry, stop };
}
