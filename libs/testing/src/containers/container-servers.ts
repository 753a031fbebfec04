import { createHash } from 'node:crypto';
import { GenericContainer, getContainerRuntimeClient, Wait } from 'testcontainers';
import type { StartedTestContainer } from 'testcontainers';
import { freePort, NOT_DURABLE } from '@countersign/servers';
import type { Servers } from '@countersign/installation';
import type { NatsOptions, NatsServer, PostgresOptions, PostgresServer, Server } from '@countersign/servers';

const POSTGRES_IMAGE = 'postgres:18-bookworm';
const NATS_IMAGE = 'nats:2.14';

/** The same servers in containers. Their data live in volumes named after the folder, for a restart to find. */
export const containerServers: Servers = { postgres, nats };

const volumeOf = (folder: string): string =>
  `countersign-test-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`;

async function postgres({
  dataDir,
  password,
  port,
  settings = {},
  durable = true,
}: PostgresOptions): Promise<PostgresServer> {
  const hostPort = port ?? (await freePort());
  const flags = Object.entries({ ...(!durable && NOT_DURABLE), ...settings }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const started = await new GenericContainer(POSTGRES_IMAGE)
    .withEnvironment({
      POSTGRES_PASSWORD: password,
      POSTGRES_INITDB_ARGS: '--encoding=UTF8 --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8',
    })
    .withExposedPorts({ container: 5432, host: hostPort })
    .withBindMounts([{ source: volumeOf(dataDir), target: '/var/lib/postgresql' }])
    .withCommand(['postgres', ...flags])
    .withWaitStrategy(
      Wait.forAll([Wait.forListeningPorts(), Wait.forSuccessfulCommand('pg_isready -h 127.0.0.1')]),
    )
    .start();
  const adminUrl = `postgres://postgres:${encodeURIComponent(password)}@${started.getHost()}:${hostPort}/postgres`;
  return { adminUrl, ...(await asServer(started, hostPort)) };
}

async function nats({ storeDir, port, configText }: NatsOptions): Promise<NatsServer> {
  const hostPort = port ?? (await freePort());
  const config = '/etc/nats/countersign.conf';
  const container = new GenericContainer(NATS_IMAGE)
    .withExposedPorts({ container: 4222, host: hostPort })
    .withBindMounts([{ source: volumeOf(storeDir), target: '/data' }])
    .withWaitStrategy(Wait.forLogMessage('Server is ready'));
  const flags = ['-a', '0.0.0.0', '-p', '4222', '-js', '-sd', '/data'];
  const started = await (
    configText
      ? container
          .withCopyContentToContainer([{ content: configText, target: config }])
          .withCommand(['-c', config, ...flags])
      : container.withCommand(flags)
  ).start();
  return { url: `nats://${started.getHost()}:${hostPort}`, ...(await asServer(started, hostPort)) };
}

/** `pid` is the engine's: on Linux the process of this machine. */
async function asServer(started: StartedTestContainer, port: number): Promise<Server> {
  const { container: runtime } = await getContainerRuntimeClient();
  const raw = runtime.getById(started.getId());
  const exited = raw
    .wait()
    .then(({ StatusCode }: { StatusCode: number }) => ({ code: StatusCode, signal: null }));
  const end = async (work: () => Promise<unknown>): Promise<void> => {
    await work();
    await started.stop({ remove: true, removeVolumes: false });
  };
  return {
    port,
    pid: (await raw.inspect()).State.Pid,
    exited,
    stop: () => end(() => started.stop({ remove: false, timeout: 10_000 })),
    kill: () => end(() => raw.kill({ signal: 'SIGKILL' })),
    pause: async () => {
      await raw.pause();
    },
    resume: async () => {
      await raw.unpause();
    },
  };
}
