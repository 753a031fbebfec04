import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from './free-port.js';
import { isRunning } from './process-tree.js';
import { LocalStackError, PortInUse } from './server.error.js';
import { startNats } from './nats-server.js';
import { startPostgres } from './postgres.js';
import type { PostgresServer } from './postgres.js';
import { waitUntil } from './wait-until.js';

jest.setTimeout(60_000);

const PASSWORD = 'only for this test';
let folder: string;
const running: { stop(): Promise<void> }[] = [];

/** The folder is closed to everybody else, as a clone below /root is. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-servers-'));
  await chmod(folder, 0o700);
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function started<S extends { stop(): Promise<void> }>(server: Promise<S>): Promise<S> {
  const ready = await server;
  running.push(ready);
  return ready;
}

async function query<Row>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows as Row[];
  } finally {
    await client.end();
  }
}

const postgres = (more: object = {}): Promise<PostgresServer> =>
  started(startPostgres({ dataDir: join(folder, 'postgresql'), password: PASSWORD, ...more }));

describe('PostgreSQL', () => {
  it('starts below a folder that nobody else may enter, durable and on this machine only', async () => {
    const { adminUrl } = await postgres();
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    const settings = await query<{ name: string; setting: string }>(
      adminUrl,
      `SELECT name, setting FROM pg_settings
        WHERE name IN ('fsync', 'synchronous_commit', 'listen_addresses', 'unix_socket_directories', 'data_checksums') ORDER BY 1`,
    );
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
      data_checksums: 'on',
      fsync: 'on',
      listen_addresses: '127.0.0.1',
      synchronous_commit: 'on',
      unix_socket_directories: '',
    });
    expect(await query(adminUrl, 'SELECT system_user AS who')).toEqual([{ who: 'scram-sha-256:postgres' }]);
  });

  it('waits for no disk where the data need not be durable, and keeps pages whole all the same', async () => {
    const { adminUrl } = await postgres({ durable: false });
    const settings = await query<{ name: string; setting: string }>(
      adminUrl,
      `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes') ORDER BY 1`,
    );
    expect(settings).toEqual([
      { name: 'fsync', setting: 'off' },
      { name: 'full_page_writes', setting: 'on' },
    ]);
  });

  it.each([true, false])(
    'keeps what was committed over a stop and over a kill; durable: %s',
    async (durable) => {
      const kept = durable ? 'kept' : 'kept_not_durable';
      const first = await postgres({ durable });
      await query(first.adminUrl, `CREATE TABLE ${kept} (n int)`);
      await first.stop();
      expect(isRunning(first.pid)).toBe(false);
      const second = await postgres({ durable });
      await query(second.adminUrl, `INSERT INTO ${kept} VALUES (1)`);
      await second.kill();
      expect(await second.exited).toEqual({ code: null, signal: 'SIGKILL' });
      const third = await postgres({ durable, port: second.port });
      expect(await query(third.adminUrl, `SELECT n FROM ${kept}`)).toEqual([{ n: 1 }]);
    },
  );

  it('says plainly what keeps it from starting', async () => {
    const server = await postgres();
    await expect(postgres({ dataDir: join(folder, 'other'), port: server.port })).rejects.toThrow(PortInUse);
    await server.stop();
    await expect(postgres({ password: 'another' })).rejects.toThrow(/refuses the administrator/);
    const damaged = join(folder, 'damaged');
    await mkdir(damaged);
    await expect(postgres({ dataDir: damaged })).rejects.toThrow(/PG_VERSION is missing/);
    await writeFile(join(damaged, 'PG_VERSION'), '17\n');
    await expect(postgres({ dataDir: damaged })).rejects.toThrow(/made by PostgreSQL 17/);
    await writeFile(join(damaged, 'PG_VERSION'), '18\n');
    const error = await postgres({ dataDir: damaged }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LocalStackError);
    expect((error as LocalStackError).log).toContain('postgresql.conf');
  });

  it('does not take an interrupted first start for a complete one', async () => {
    const dataDir = join(folder, 'interrupted');
    await mkdir(`${dataDir}.making`);
    await writeFile(join(`${dataDir}.making`, 'PG_VERSION'), '18\n');
    const { adminUrl } = await postgres({ dataDir });
    expect(await query(adminUrl, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    await expect(stat(`${dataDir}.making`)).rejects.toThrow(/ENOENT/);
  });

  it('takes over from a server whose owner was killed', async () => {
    const sleeper = spawn('/bin/sleep', ['60'], { stdio: 'ignore' });
    const first = await postgres({ owner: { pid: sleeper.pid } });
    const second = await postgres();
    expect(isRunning(first.pid)).toBe(false);
    expect(isRunning(second.pid)).toBe(true);
    sleeper.kill('SIGKILL');
  });

  it('ends soon after its owner does', async () => {
    const sleeper = spawn('/bin/sleep', ['60'], { stdio: 'ignore' });
    const extra = join(folder, 'goes-with-it');
    await mkdir(extra);
    const { pid } = await postgres({ owner: { pid: sleeper.pid, removes: extra } });
    sleeper.kill('SIGKILL');
    await waitUntil(
      () => (isRunning(pid) ? undefined : true),
      10_000,
      () => new Error('it still runs'),
    );
    await waitUntil(
      () =>
        stat(extra).then(
          () => undefined,
          () => true,
        ),
      5_000,
      () => new Error('its folder is still there'),
    );
  });
});

describe('nats-server', () => {
  it('says plainly what keeps it from starting', async () => {
    const storeDir = join(folder, 'nats');
    const error = await startNats({ storeDir, configText: 'authorization {' }).catch(
      (thrown: unknown) => thrown,
    );
    expect((error as LocalStackError).message).toContain('ended while starting');
    expect((error as LocalStackError).log).toContain('Parse error');
    const server = await started(startNats({ storeDir }));
    await expect(startNats({ storeDir: join(folder, 'nats-2'), port: server.port })).rejects.toThrow(
      PortInUse,
    );
    expect(await readFile(`${storeDir}.log`, 'utf8')).toContain('Server is ready');
  });

  it('is looked for where NATS_SERVER_BIN says', async () => {
    const before = process.env['NATS_SERVER_BIN'];
    process.env['NATS_SERVER_BIN'] = join(folder, 'no-such-program');
    try {
      await expect(startNats({ storeDir: join(folder, 'nats') })).rejects.toThrow(
        /NATS_SERVER_BIN is .* not a program/,
      );
    } finally {
      if (before === undefined) delete process.env['NATS_SERVER_BIN'];
      else process.env['NATS_SERVER_BIN'] = before;
    }
  });

  it('forms a cluster', async () => {
    const ports = await Promise.all([freePort(), freePort(), freePort()]);
    const servers = await Promise.all(
      ports.map((port, index) =>
        started(
          startNats({
            storeDir: join(folder, `node-${index}`),
            cluster: {
              name: 'test',
              node: `n${index}`,
              port,
              peers: ports.filter((other) => other !== port),
            },
          }),
        ),
      ),
    );
    const log = join(folder, 'node-0.log');
    await waitUntil(
      async () =>
        /JetStream cluster new metadata leader|meta(data)? leader/i.test(await readFile(log, 'utf8'))
          ? true
          : undefined,
      20_000,
      () => new Error('no leader'),
    );
    expect(new Set(servers.map(({ url }) => url)).size).toBe(3);
  });
});
