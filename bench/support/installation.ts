import { readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { freePort, LocalStackError, startChild, waitUntil } from '@countersign/servers';
import type { Child } from '@countersign/servers';
import { temporaryFolder } from '@countersign/testing';
import { untilFollowed } from './followed.js';
import { tokenSigner, trialKey } from './people.js';
import type { TokenSigner } from './people.js';
import { processTable } from './process-table.js';
import { sqlOf } from './sql.js';
import type { Sql } from './sql.js';
import type { Build } from './wish.js';

/**
 * The whole product as `npm start` runs it, of this build or of an earlier build. The bench relies only on public
 * interfaces: the address, `secrets.json`, the environment of the services, and the paths of the programs.
 */
export interface Installation {
  url: string;
  port: number;
  /** Process id of the program that runs everything else. */
  pid: number;
  sign: TokenSigner;
  /** The administrator's account at nats-server, and the folder where that keeps its streams. */
  nats: { servers: string; user: string; pass: string; store: string };
  /** Process ids of the parts by name: `request`, `PostgreSQL`, `nats-server` … */
  processes: Record<string, number[]>;
  /** Runs SQL as the administrator of the database. */
  sql: Sql;
  /** Resolves when every consumer has read its logs to the end. */
  followed: () => Promise<void>;
  stop: () => Promise<void>;
}

/** Lifts the limits per person and per address, which a bench does not measure. */
export const UNLIMITED = {
  RATE_LIMIT_PER_SECOND: '1000000',
  RATE_LIMIT_BURST: '1000000',
  RATE_LIMIT_ADDRESS_PER_SECOND: '1000000',
  RATE_LIMIT_ADDRESS_BURST: '1000000',
  MAX_OPEN_REQUESTS: '10000',
  // Logs grow only by the bench's own events.
  CHECKPOINT_INTERVAL: 'PT1H',
};

const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 60_000;

/**
 * Starts a build with empty data, under the Node.js of this process.
 * @param env - further environment of every service
 * @throws LocalStackError when it does not become ready
 */
export async function startInstallation(
  build: Build,
  env: Record<string, string> = {},
): Promise<Installation> {
  const folder = await temporaryFolder(`bench-${build.name}`);
  const port = await freePort();
  const place = { folder, port, url: `http://127.0.0.1:${port}`, dataDir: join(folder, 'data') };
  const child = await launched(build, place, env);
  const stop = async () => {
    await child.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await ready(child, place, build);
    return await reached(child.pid, place, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Place {
  folder: string;
  port: number;
  url: string;
  dataDir: string;
}

const logOf = ({ folder }: Place): string => join(folder, 'standalone.log');

function launched({ name, root }: Build, place: Place, env: Record<string, string>): Promise<Child> {
  return startChild({
    name: `the ${name} build`,
    command: process.execPath,
    args: [join(root, 'dist', 'apps', 'standalone', 'main.js')],
    env: { ...env, PORT: String(place.port), DATA_DIR: place.dataDir },
    logFile: logOf(place),
    stopSignal: 'SIGTERM',
    stopTimeoutMs: STOP_TIMEOUT_MS,
    owner: { removes: place.folder },
  });
}

/** The program prints its address when all services are up. */
async function ready(child: Child, place: Place, { name }: Build): Promise<void> {
  await waitUntil(
    () => {
      if (child.exit()) throw new LocalStackError(`The ${name} build ended while starting.`, child.logTail());
      return readFileSync(logOf(place), 'utf8').includes(place.url) || undefined;
    },
    START_TIMEOUT_MS,
    () => new LocalStackError(`The ${name} build did not become ready.`, child.logTail()),
  );
}

async function reached(
  pid: number,
  { port, url, dataDir }: Place,
  stop: () => Promise<void>,
): Promise<Installation> {
  const processes = partsOf(pid);
  const secrets = await secretsOf(dataDir);
  const env = environmentOf(processes['request']?.[0] ?? 0);
  const database = new URL(env.DATABASE_URL);
  database.username = 'postgres';
  database.password = secrets.postgres;
  const client = new pg.Client({ connectionString: database.href });
  // A failing query rejects for its caller; a server that stops in the meantime is not a failure.
  client.on('error', () => undefined);
  await client.connect();
  const sql = sqlOf(client);
  return {
    url,
    port,
    pid,
    processes,
    sql,
    sign: await tokenSigner(await trialKey(join(dataDir, 'identity-provider.json')), `${url}/oidc`),
    nats: { servers: env.NATS_URL, user: 'admin', pass: secrets.nats.admin, store: join(dataDir, 'nats') },
    followed: () => untilFollowed(sql),
    stop: async () => {
      await client.end();
      await stop();
    },
  };
}

async function secretsOf(dataDir: string): Promise<{ postgres: string; nats: { admin: string } }> {
  const text = await readFile(join(dataDir, 'secrets.json'), 'utf8');
  return JSON.parse(text) as { postgres: string; nats: { admin: string } };
}

/** A service's addresses of the servers. */
function environmentOf(pid: number): { DATABASE_URL: string; NATS_URL: string } {
  const entries = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  const valueOf = (name: string): string => {
    const entry = entries.find((line) => line.startsWith(`${name}=`));
    if (entry === undefined) throw new Error(`the request service has no ${name} in its environment`);
    return entry.slice(name.length + 1);
  };
  return { DATABASE_URL: valueOf('DATABASE_URL'), NATS_URL: valueOf('NATS_URL') };
}

/** Programs that the standalone started, by name; each may have children. */
function partsOf(pid: number): Record<string, number[]> {
  const parts: Record<string, number[]> = {};
  for (const child of processTable().filter(({ parent }) => parent === pid)) {
    const name = nameOf(child.pid);
    parts[name] = [...(parts[name] ?? []), child.pid];
  }
  return parts;
}

function nameOf(pid: number): string {
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  const service = /\/dist\/apps\/([\w-]+)\/main\.js/.exec(command)?.[1];
  if (service !== undefined) return service;
  if (/\/bin\/postgres /.test(command)) return 'PostgreSQL';
  return /\/nats-server /.test(command) ? 'nats-server' : 'guards';
}
