import { connect } from '@nats-io/transport-node';
import type { NatsConnection, NodeConnectionOptions } from '@nats-io/transport-node';
import { Client } from 'pg';
import { inboxPrefixOf } from '@countersign/mirror';
import { oneAtATime } from '@countersign/postgres';
import { mayConnectLater } from '@countersign/sqlstate';
import type { MigrateConfig } from './config.js';

const PATIENCE_MS = 30_000;

/** Runs `work` with an administrator's connection to PostgreSQL. Containers start together, so it waits up to 30 s. */
export async function withDatabase<T>(
  config: MigrateConfig,
  work: (admin: Client) => Promise<T>,
): Promise<T> {
  const admin = await patiently('PostgreSQL', () => connected(config.MIGRATE_DATABASE_URL), mayConnectLater);
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

async function connected(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

/** Runs `work` with the operator's connection to NATS. */
export async function withNats<T>(
  config: MigrateConfig,
  work: (nc: NatsConnection) => Promise<T>,
): Promise<T> {
  const options: NodeConnectionOptions = {
    servers: config.NATS_URL,
    name: 'countersign-migrate',
    inboxPrefix: inboxPrefixOf(config.NATS_USER),
    ...(config.NATS_PASSWORD !== undefined && { user: config.NATS_USER, pass: config.NATS_PASSWORD }),
  };
  const nc = await patiently('NATS', () => connect(options), mayAdmitLater);
  try {
    return await work(nc);
  } finally {
    await nc.close();
  }
}

/** Whether NATS may let the operator in after a while; a wrong password stays wrong. */
const mayAdmitLater = (error: unknown): boolean => !/authorization/i.test((error as Error).message);

/** Attempts again, for up to 30 s, while `isPassing` says that the failure may pass. */
async function patiently<T>(
  what: string,
  attempt: () => Promise<T>,
  isPassing: (error: unknown) => boolean,
): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const { code = '', message } = error as Error & { code?: string };
      if (!isPassing(error) || Date.now() > deadline)
        throw new Error(`${what} cannot be reached: ${message || code}`);
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
