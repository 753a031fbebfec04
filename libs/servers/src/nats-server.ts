import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { natsServerBinary } from './binaries.js';
import { startChild } from './child.js';
import type { Child } from './child.js';
import { freePort, isPortFree } from './free-port.js';
import type { Owner } from './guard.js';
import { LocalStackError, PortInUse } from './server.error.js';
import { runningServer } from './postgres.js';
import type { Server } from './postgres.js';
import { waitUntil } from './wait-until.js';

/** Where a nats-server of this machine keeps its streams, and how it is configured. */
export interface NatsOptions {
  /** JetStream's folder; streams of an earlier start are there again. */
  storeDir: string;
  /** Default: any free one. */
  port?: number | undefined;
  /** Further configuration, such as users and permissions; address, port and store are set here. */
  configText?: string | undefined;
  /** Default: `<storeDir>.log`. */
  logFile?: string | undefined;
  /** This server's place in a cluster. */
  cluster?: NatsClusterNode | undefined;
  owner?: Owner | undefined;
}

export interface NatsClusterNode {
  /** The same for all nodes. */
  name: string;
  /** Different for each node. */
  node: string;
  /** Port for the other nodes, and theirs. */
  port: number;
  peers: number[];
}

export interface NatsServer extends Server {
  /** `nats://127.0.0.1:<port>` */
  readonly url: string;
}

const START_TIMEOUT_MS = 15_000;

/**
 * Runs a real nats-server with JetStream, on 127.0.0.1 only.
 * @throws PortInUse
 * @throws LocalStackError when there is no nats-server, or it does not accept the configuration
 */
export async function startNats(options: NatsOptions): Promise<NatsServer> {
  const command = natsServerBinary();
  const storeDir = resolve(options.storeDir);
  await mkdir(storeDir, { recursive: true, mode: 0o700 });
  const port = options.port ?? (await freePort());
  if (!(await isPortFree(port))) throw new PortInUse(port, 'nats-server');
  const child = await startChild({
    name: 'nats-server',
    command,
    args: await serverOptions(storeDir, port, options),
    env: {},
    logFile: options.logFile ?? `${storeDir}.log`,
    stopSignal: 'SIGTERM',
    ...(options.owner && { owner: options.owner }),
  });
  await answering(port, child);
  return { url: `nats://127.0.0.1:${port}`, port, ...runningServer(child) };
}

/** The command line overrides the configuration. */
async function serverOptions(storeDir: string, port: number, options: NatsOptions): Promise<string[]> {
  const own = ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', storeDir];
  const cluster = options.cluster ? clusterOptions(options.cluster) : [];
  if (!options.configText) return [...own, ...cluster];
  const config = join(storeDir, 'nats-server.conf');
  await writeFile(config, options.configText, { mode: 0o600 });
  return ['-c', config, ...own, ...cluster];
}

function clusterOptions({ name, node, port, peers }: NatsClusterNode): string[] {
  const routes = peers.map((peer) => `nats://127.0.0.1:${peer}`).join(',');
  const own = ['-n', node, '--cluster_name', name, '--cluster', `nats://127.0.0.1:${port}`];
  // Clients know all nodes by configuration, perhaps under other addresses than these.
  return [...own, '--routes', routes, '--no_advertise'];
}

async function answering(port: number, child: Child): Promise<void> {
  try {
    await waitUntil(
      async () => {
        if (child.exit()) throw new LocalStackError('nats-server ended while starting.', child.logTail());
        return (await greets(port)) ? true : undefined;
      },
      START_TIMEOUT_MS,
      () =>
        new LocalStackError(
          `nats-server was not ready within ${START_TIMEOUT_MS / 1000} s.`,
          child.logTail(),
        ),
    );
  } catch (error) {
    await child.kill();
    throw error;
  }
}

/** A nats-server sends `INFO {…}` on each new connection. */
function greets(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    const end = (answer: boolean) => {
      socket.destroy();
      done(answer);
    };
    socket.setTimeout(1_000, () => end(false));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
    socket.once('data', (chunk) => end(chunk.toString().startsWith('INFO ')));
  });
}
