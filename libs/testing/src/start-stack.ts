import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { serviceNames as servicesBehindGateway } from '@countersign/contracts';
import type { LogName } from '@countersign/contracts';
import { stackFolder, startLocalStack } from '@countersign/installation';
import { repositoryRoot } from '@countersign/servers';
import type {
  LocalStack,
  Secrets,
  Servers,
  ServiceName,
  StackFolder,
  StackOptions,
} from '@countersign/installation';
import type { Part } from '@countersign/servers';
import { servers } from './servers.js';
import { temporaryFolder } from './temporary-folder.js';

/** How the product is to run for a test. */
export interface TestStackOptions extends Pick<
  StackOptions,
  'env' | 'serviceEnv' | 'natsNodes' | 'route' | 'identity' | 'servers'
> {
  /** Processes of each service; a number: that many of all but the gateway. Default one. */
  instances?: number | Partial<Record<ServiceName, number>>;
  /** Port of the gateway; default any free one. */
  port?: number;
  /** Where the built programs are; default `dist/apps`. */
  programs?: string;
}

/** Where a running stack is. */
export interface StackAddress {
  /** Origin of the API. */
  url: string;
  /** PostgreSQL's administrator, in the installation's database. */
  adminUrl: string;
  /** Where it keeps its data. */
  folder: string;
}

/** What a test can ask of a stack that it shares with others. */
export interface StackView extends Omit<StackAddress, 'folder'> {
  /** An access token of a demo person; with `otp`, one that proves a second factor. */
  token(person: string, options?: { otp?: string | boolean }): Promise<string>;
  /** How many events of a type a log has. */
  countEvents(log: LogName, type: string): Promise<number>;
  /** Runs SQL as the administrator of the installation's database. */
  sql<Row extends pg.QueryResultRow = pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Everything the processes have written to their logs. */
  logs(): string;
}

/** The whole built product, as a user runs it, in a folder of the test's own. */
export interface Stack extends StackView, Omit<LocalStack, 'parts' | 'stop'> {
  /** One process of a service, to kill or restart. */
  service(name: ServiceName, instance?: number): Part;
  /** Where it keeps its data. */
  folder: StackFolder;
  /** Stops everything and removes its folder, unless that is to be kept. */
  stop(options?: { keep?: boolean }): Promise<void>;
}

/**
 * Starts PostgreSQL, nats-server, the identity provider, migrations and the services from `dist/`.
 * @throws Error when the product is not built
 * @throws LocalStackError when a part does not get ready
 */
export async function startStack(options: TestStackOptions = {}): Promise<Stack> {
  const programs = builtPrograms(options.programs);
  const folder = await temporaryFolder('stack');
  // Once, and not at each start of a server: that would take longer than the server does.
  let rendered: Promise<string> | undefined;
  try {
    const stack = await startLocalStack({
      ...options,
      env: { ...quiet, ...options.env },
      instances: instancesOf(options.instances ?? 1),
      folder,
      programs,
      host: '127.0.0.1',
      port: options.port ?? 0,
      servers: options.servers ?? notDurable(await servers()),
      natsConfig: (passwords) => (rendered ??= natsConfig(programs, passwords)),
    });
    return asTestStack(stack, folder);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Logs move only by what a test does, and nobody has too many requests, unless the test is about that. */
const quiet = { CHECKPOINT_INTERVAL: 'PT1H', MAX_OPEN_REQUESTS: '1000' };

/** What commits wait for is no matter of these tests: the fault harness gives servers of its own, which are durable. */
const notDurable = ({ postgres, nats }: Servers): Servers => ({
  postgres: (options) => postgres({ ...options, durable: false }),
  nats,
});

function instancesOf(
  wanted: number | Partial<Record<ServiceName, number>>,
): Partial<Record<ServiceName, number>> {
  if (typeof wanted !== 'number') return wanted;
  return Object.fromEntries(servicesBehindGateway.map((name) => [name, wanted]));
}

function builtPrograms(programs = join(repositoryRoot() ?? '.', 'dist', 'apps')): string {
  if (!existsSync(join(programs, 'gateway', 'main.js'))) {
    throw new Error(`${programs} is not built; run "node tools/build.mjs"`);
  }
  return programs;
}

function asTestStack(stack: LocalStack, folder: string): Stack {
  return {
    ...stack,
    ...stackView({ url: stack.url, adminUrl: stack.adminUrl, folder }),
    folder: stackFolder(folder),
    service: (name, instance = 0) => findService(stack, name, instance),
    stop: async ({ keep = false } = {}) => {
      await stack.stop();
      if (!keep) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Looks at a stack that runs, whichever process has started it. */
export function stackView({ url, adminUrl, folder }: StackAddress): StackView {
  const sql: StackView['sql'] = async <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => {
    const client = new pg.Client({ connectionString: adminUrl });
    // A query that is under way rejects; the end of an idle connection is no failure.
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  };
  return {
    url,
    adminUrl,
    sql,
    token: (person, { otp } = {}) => fetchToken(url, person, otp === true ? '123456' : otp || undefined),
    countEvents: async (log, type) =>
      Number(
        (await sql<{ n: string }>(`SELECT count(*) AS n FROM ${log}.event WHERE type = $1`, [type]))[0]?.n,
      ),
    logs: () => readLogs(stackFolder(folder).logs),
  };
}

async function fetchToken(url: string, username: string, otp?: string): Promise<string> {
  const form = { grant_type: 'password', client_id: 'countersign-cli', username, password: 'countersign' };
  const response = await fetch(`${url}/oidc/token`, {
    method: 'POST',
    body: new URLSearchParams({ ...form, ...(otp !== undefined && { otp }) }),
  });
  const { access_token, error_description } = (await response.json()) as Record<string, string | undefined>;
  if (!access_token)
    throw new Error(`no token for ${username}: ${response.status} ${error_description ?? ''}`);
  return access_token;
}

function findService(stack: LocalStack, name: ServiceName, instance: number): Part {
  const found = stack.services.find((one) => one.service === name && one.instance === instance);
  if (!found) throw new Error(`there is no instance ${instance} of ${name}`);
  return found.part;
}

const readLogs = (folder: string): string =>
  readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');

/**
 * The configuration of nats-server as the built product itself renders it, with this installation's passwords.
 * Not imported: the mirror library's own tests use this function.
 */
async function natsConfig(programs: string, passwords: Secrets['nats']): Promise<string> {
  const program = join(programs, 'migrate', 'main.js');
  const env = Object.entries(passwords).map(([user, password]) => [
    `NATS_PASSWORD_${user.toUpperCase().replaceAll('-', '_')}`,
    password,
  ]);
  const { stdout } = await promisify(execFile)(process.execPath, [program, 'nats-config'], {
    env: Object.fromEntries(env) as Record<string, string>,
  });
  return stdout;
}
