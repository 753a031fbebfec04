import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { mayConnectLater } from '@countersign/sqlstate';
import { postgresBinaries } from './binaries.js';
import { startChild } from './child.js';
import type { Child } from './child.js';
import { freePort, isPortFree } from './free-port.js';
import type { Owner } from './guard.js';
import { initDatabase, makeExecutable } from './init-database.js';
import type { PostgresUser } from './init-database.js';
import { DamagedData, LocalStackError, PortInUse } from './server.error.js';
import { endOrphan } from './postgres-orphan.js';
import { isRoot, runAs, unprivilegedUser } from './unprivileged.js';
import { waitUntil } from './wait-until.js';

/** Where a PostgreSQL of this machine keeps its data, and how it is reached. */
export interface PostgresOptions {
  /** Made on the first start; the data of an earlier start is used again. */
  dataDir: string;
  /** Password of the role `postgres`; it must be the same at every start. */
  password: string;
  /** Default: any free one. */
  port?: number | undefined;
  /** Default: `<dataDir>.log`. */
  logFile?: string | undefined;
  /** Further settings, such as `{ max_connections: '300' }`. */
  settings?: Record<string, string> | undefined;
  /**
   * False: nothing waits for the disk. What was committed outlives the server, also one that is killed, but not a crash
   * of the machine. Default true.
   */
  durable?: boolean | undefined;
  owner?: Owner | undefined;
}

/** A running server. */
export interface Server {
  readonly port: number;
  readonly pid: number;
  readonly exited: Child['exited'];
  /** Orderly: data are written, connections end. */
  stop(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Stands still with all its processes, until `resume`. */
  pause(): Promise<void>;
  resume(): Promise<void>;
}

export interface PostgresServer extends Server {
  /** `postgres://postgres:…@127.0.0.1:<port>/postgres` */
  readonly adminUrl: string;
}

const START_TIMEOUT_MS = 60_000;

/**
 * Runs the real PostgreSQL that npm installed, on 127.0.0.1 only. Under root it runs as another user, whom the data
 * folder then belongs to.
 * @throws PortInUse
 * @throws LocalStackError when there is no PostgreSQL for this machine, or it cannot start with these data
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const dataDir = resolve(options.dataDir);
  const binaries = postgresBinaries();
  await mkdir(join(dataDir, '..'), { recursive: true });
  const as = postgresUser(binaries.postgres, dataDir);
  if (as.user) makeExecutable([binaries.initdb, binaries.postgres]);
  if (!existsSync(dataDir)) await initDatabase({ binaries, as, ...options, dataDir });
  await checkVersion(dataDir);
  await endOrphan(dataDir);
  const port = options.port ?? (await freePort());
  if (!(await isPortFree(port))) throw new PortInUse(port, 'PostgreSQL');
  const [command = '', ...args] = as.runAs.prefix.concat(
    binaries.postgres,
    serverOptions(dataDir, port, options),
  );
  const child = await startChild({
    name: 'PostgreSQL',
    command,
    args,
    env: { LC_ALL: 'C' },
    logFile: options.logFile ?? `${dataDir}.log`,
    ...as.runAs.ids,
    stopSignal: 'SIGINT',
    stopTimeoutMs: 20_000,
    ...(options.owner && { owner: options.owner }),
  });
  const adminUrl = `postgres://postgres:${encodeURIComponent(options.password)}@127.0.0.1:${port}/postgres`;
  try {
    await answering(adminUrl, child);
  } catch (error) {
    await child.kill();
    throw error;
  }
  return { adminUrl, port, ...runningServer(child) };
}

/** A child as users of the server see it. */
export const runningServer = (child: Child): Omit<Server, 'port'> => ({
  pid: child.pid,
  exited: child.exited,
  stop: () => child.stop(),
  kill: () => child.kill(),
  pause: () => child.pause(),
  resume: () => child.resume(),
});

function postgresUser(program: string, dataDir: string): PostgresUser {
  if (!isRoot()) return { user: undefined, runAs: { prefix: [], ids: {} } };
  const user = unprivilegedUser();
  return { user, runAs: runAs(user, [program, dataDir]) };
}

/**
 * Settings of a server whose data need not outlive a crash of the machine. Full-page writes stay on: also SIGKILL can
 * leave a page half written.
 */
export const NOT_DURABLE = { fsync: 'off' };

function serverOptions(dataDir: string, port: number, options: PostgresOptions): string[] {
  const { settings = {}, durable = true } = options;
  const all = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    lc_messages: 'C',
    timezone: 'UTC',
    ...(!durable && NOT_DURABLE),
    ...settings,
  };
  return ['-D', dataDir, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

const MAJOR_VERSION = '18';

async function checkVersion(dataDir: string): Promise<void> {
  const version = await readFile(join(dataDir, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version === undefined) {
    throw new DamagedData(
      `${dataDir} is not a PostgreSQL data folder (PG_VERSION is missing), or it is damaged.`,
    );
  }
  if (version.trim() !== MAJOR_VERSION) {
    throw new DamagedData(
      `${dataDir} was made by PostgreSQL ${version.trim()}; this is PostgreSQL ${MAJOR_VERSION}.`,
    );
  }
}

/** Connects until the server lets it in; a wrong password or an early end is final. */
async function answering(adminUrl: string, child: Child): Promise<void> {
  await waitUntil(
    async () => {
      if (child.exit()) throw new LocalStackError('PostgreSQL ended while starting.', child.logTail());
      return (await accepts(adminUrl)) ? true : undefined;
    },
    START_TIMEOUT_MS,
    () =>
      new LocalStackError(`PostgreSQL was not ready within ${START_TIMEOUT_MS / 1000} s.`, child.logTail()),
  );
}

async function accepts(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    if (mayConnectLater(error)) return false;
    const { message } = error as Error;
    throw new LocalStackError(`PostgreSQL refuses the administrator of this data folder: ${message}.`);
  } finally {
    await client.end().catch(() => undefined);
  }
}
