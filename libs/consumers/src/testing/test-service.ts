import type { NatsConnection } from '@nats-io/transport-node';
import { Pool } from 'pg';
import type { TestDatabase } from '@countersign/testing';
import { ConsumerRunner } from '../consumer-runner.js';
import type { SharedTails } from '../tail-reader.js';
import { installConsumers } from '../install-consumers.js';
import { poolSettings } from '@countersign/postgres';
import type { Leadership } from '@countersign/postgres';
import { countingTables } from './counting-projection.js';
import { connectTo } from '@countersign/mirror/testing';
import { asAdmin, testLeases } from '@countersign/postgres/testing';
import { recordingTelemetry } from './recording-telemetry.js';
import type { RecordingTelemetry } from './recording-telemetry.js';

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

export async function testService(
  url: string,
  natsUrl: string | string[],
  given: { leases?: Leadership; tailsOn?: (nc: NatsConnection) => SharedTails } = {},
): Promise<TestService> {
  const nc = await connectTo(natsUrl);
  const telemetry = recordingTelemetry();
  const pool = new Pool({ ...poolSettings, connectionString: url });
  pool.on('error', () => undefined);
  const leases = testLeases(url, 'reporting', telemetry.logger);
  const runner = new ConsumerRunner({
    schema: 'reporting',
    pool,
    nc,
    leases: given.leases ?? leases,
    upcast: (event) => event,
    telemetry,
    ...(given.tailsOn && { tails: given.tailsOn(nc) }),
  });
  const stop = async (): Promise<void> => {
    await runner.stop();
    await leases.close();
    await nc.close();
    await pool.end();
  };
  return { nc, pool, runner, telemetry, stop };
}
