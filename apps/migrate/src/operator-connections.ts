import { connect } from '@nats-io/transport-node';
import type { NatsConnection } from '@nats-io/transport-node';
import { Client } from 'pg';
import { inboxPrefixOf } from '@countersign/mirror';
import { oneAtATime } from '@countersign/postgres';
import type { MigrateConfig } from './config.js';

const PATIENCE_MS = 30_000;

/** Runs `work` with an administrator's connection to PostgreSQL. Containers start together, so it waits up to 30 s. */
export async function withDatabase<T>(
  config: MigrateConfig,
  work: (admin: Client) => Promise<T>,
): Promise<T> {
  const admin = await patiently('PostgreSQL', async () => {
    const client = new Client({
      connectionString: config.MIGRATE_DATABASE_URL,
      connectionTimeoutMillis: 5_000,
    });
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
  });
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

/** Runs `work` with the operator's connection to NATS. */
export async function withNats<T>(
  config: MigrateConfig,
  work: (nc: NatsConnection) => Promise<T>,
): Promise<T> {
  const nc = await patiently('NATS', () =>
    connect({
      servers: config.NATS_URL,
      name: 'countersign-migrate',
      inboxPrefix: inboxPrefixOf(config.NATS_USER),
      ...(config.NATS_PASSWORD !== undefined && { user: config.NATS_USER, pass: config.NATS_PASSWORD }),
    }),
  );
  try {
    return await work(nc);
  } finally {
    await nc.close();
  }
}

/** Classes of PostgreSQL errors that waiting does not resolve: wrong password, no such database. */
const FINAL = /^(28|3D)/;

async function patiently<T>(what: string, attempt: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const { code = '', message } = error as Error & { code?: string };
      const isFinal = FINAL.test(code) || /authorization/i.test(message);
      if (isFinal || Date.now() > deadline) throw new Error(`${what} cannot be reached: ${message || code}`);
      await new Promise((done) => setTimeout(done, 250));
    }
  }
}

/** A schema that contains only the turn of the operator's commands. */
const TURN_SCHEMA = 'countersign_migrate';

/** Runs `work` with an administrator's connection while no other such command runs: a second command waits. */
export function inTurn<T>(config: MigrateConfig, work: (admin: Client) => Promise<T>): Promise<T> {
  return withDatabase(config, (holder) => oneAtATime(holder, TURN_SCHEMA, () => withDatabase(config, work)));
}
