import { join } from 'node:path';
import pg from 'pg';
import { freePorts, startNats, Part, startPostgres } from '@countersign/servers';
import type { NatsClusterNode, NatsServer, PostgresServer } from '@countersign/servers';
import { DATABASE } from './stack-environment.js';
import type { StackPlan } from './stack-environment.js';
import { natsStores } from './stack-folder.js';
import type { Servers } from './stack-options.js';

const embedded: Servers = { postgres: startPostgres, nats: startNats };

/** PostgreSQL, with the installation's database in it. */
export function postgresPart({ options, folder, secrets, ports }: StackPlan): Part<PostgresServer> {
  const servers = options.servers ?? embedded;
  return new Part('PostgreSQL', async () => {
    const server = await servers.postgres({
      dataDir: folder.postgres,
      password: secrets.postgres,
      port: ports.postgres,
      logFile: join(folder.logs, 'postgresql.log'),
      settings: { max_connections: '300' },
    });
    await ensureDatabase(server.adminUrl);
    return server;
  });
}

async function ensureDatabase(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

/** The nodes of NATS: one server by itself, or a cluster. */
export async function natsParts({ options, folder, secrets, ports }: StackPlan): Promise<Part<NatsServer>[]> {
  const servers = options.servers ?? embedded;
  const routes = await freePorts(ports.nats.length);
  const stores = natsStores(folder, ports.nats.length);
  return ports.nats.map((port, index) => {
    const name = index === 0 ? 'nats-server' : `nats-server-${index + 1}`;
    return new Part(name, async () =>
      servers.nats({
        storeDir: stores[index] as string,
        port,
        configText: await options.natsConfig(secrets.nats),
        logFile: join(folder.logs, `${name}.log`),
        cluster: clusterNode(name, routes, index),
      }),
    );
  });
}

function clusterNode(node: string, routes: number[], index: number): NatsClusterNode | undefined {
  if (routes.length === 1) return undefined;
  const port = routes[index] as number;
  return { name: 'countersign', node, port, peers: routes.filter((other) => other !== port) };
}
