import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { freePort, isRunning, repositoryRoot } from '@countersign/servers';
import { eventually, temporaryFolder } from '@countersign/testing';
import { Client } from './client.js';

const program = join(repositoryRoot() ?? '.', 'tools', 'start.mjs');

/** `npm start` as a person at a terminal sees it: its output, its exit code, the processes that it leaves. */
class Terminal {
  output = '';
  private readonly child: ChildProcess;

  constructor(env: Record<string, string>, args: string[] = []) {
    this.child = spawn(process.execPath, [program, ...args], {
      env: { PATH: process.env['PATH'] ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async untilReady(): Promise<void> {
    await eventually(
      'it is ready',
      () => {
        if (this.child.exitCode === null) expect(this.output).toContain('Ctrl-C stops everything');
      },
      60_000,
    );
    if (this.child.exitCode !== null) throw new Error(`it ended: ${this.output}`);
  }

  async end(signal?: NodeJS.Signals): Promise<number | null> {
    const exited = this.child.exitCode === null ? once(this.child, 'exit') : Promise.resolve();
    if (signal) this.child.kill(signal);
    await exited;
    return this.child.exitCode;
  }
}

/** Process ids in a program's tree. */
async function descendants(pid: number): Promise<number[]> {
  const ps = spawn('ps', ['-eo', 'pid=,ppid=']);
  let text = '';
  ps.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(ps, 'close');
  const pairs = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
  const below = (parent: number): number[] =>
    pairs.filter(([, ppid]) => ppid === parent).flatMap(([child]) => [child, ...below(child)]);
  return below(pid);
}

describe('npm start', () => {
  let folder: string;
  let port: number;
  const settings = () => ({ PORT: String(port), DATA_DIR: join(folder, 'data') });

  beforeAll(async () => {
    folder = await temporaryFolder('standalone');
    port = await freePort();
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function tokenOf(name: string): Promise<string> {
    const response = await fetch(`http://127.0.0.1:${port}/oidc/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'password',
        client_id: 'countersign-cli',
        username: name,
        password: 'countersign',
      }),
    });
    return ((await response.json()) as { access_token: string }).access_token;
  }

  it('starts everything, prints its address, and leaves no process behind after Ctrl-C', async () => {
    const terminal = new Terminal(settings());
    await terminal.untilReady();
    for (const part of [
      'PostgreSQL',
      'nats-server',
      'migrations',
      'policy',
      'request',
      'approval',
      'reporting',
      'gateway',
    ]) {
      expect(terminal.output).toMatch(new RegExp(`${part}.*\\d s`, 'i'));
    }
    expect(terminal.output).toContain(`http://127.0.0.1:${port}/docs`);
    expect(terminal.output).toMatch(/alice\s+engineers/);

    const erin = new Client(`http://127.0.0.1:${port}`, await tokenOf('erin'));
    const policy = { name: 'kept', conditions: [{ resourceNames: ['*'] }], maxAccessDuration: 'PT1H' };
    const steps = [{ approvers: [{ type: 'group', id: 'managers' }], requiredApprovals: 1 }];
    expect((await erin.post('/v1/policies', { ...policy, steps })).status).toBe(201);

    const processes = await descendants(terminal.pid);
    expect(processes.length).toBeGreaterThanOrEqual(8);
    expect(await terminal.end('SIGINT')).toBe(0);
    await eventually(
      'every process has ended',
      () => expect(processes.filter(isRunning)).toEqual([]),
      20_000,
    );
  }, 120_000);

  it('finds its data after a second start, and refuses another start beside it', async () => {
    const terminal = new Terminal(settings());
    await terminal.untilReady();
    const erin = new Client(`http://127.0.0.1:${port}`, await tokenOf('erin'));
    expect(await erin.get('/v1/policies')).toMatchObject({
      status: 200,
      body: { items: [{ name: 'kept' }] },
    });

    const beside = new Terminal({ ...settings(), PORT: String(await freePort()) });
    expect(await beside.end()).toBe(1);
    expect(beside.output).toMatch(/in use|already|another/i);
    expect(beside.output).not.toMatch(/\n\s+at /);
    expect(await terminal.end('SIGTERM')).toBe(0);
  }, 120_000);

  it('explains a busy port in a plain message', async () => {
    const busy = createServer().listen(port, '127.0.0.1');
    await once(busy, 'listening');
    const terminal = new Terminal(settings());
    expect(await terminal.end()).toBe(1);
    busy.close();
    expect(terminal.output).toContain(String(port));
    expect(terminal.output).toMatch(/PORT=\d+ npm start/);
    expect(terminal.output).not.toMatch(/\n\s+at /);
  }, 60_000);

  it('explains a missing nats-server in a plain message', async () => {
    const terminal = new Terminal({ ...settings(), NATS_SERVER_BIN: join(folder, 'nowhere') });
    expect(await terminal.end()).toBe(1);
    expect(terminal.output).toMatch(/nats-server|NATS_SERVER_BIN/);
    expect(terminal.output).not.toMatch(/\n\s+at /);
  }, 60_000);

  it('explains a corrupt data folder in a plain message, and starts with empty data with --fresh', async () => {
    const version = join(folder, 'data', 'postgresql', 'PG_VERSION');
    expect(existsSync(version)).toBe(true);
    await rename(version, `${version}.away`);
    await writeFile(version, 'nonsense\n');
    const broken = new Terminal(settings());
    expect(await broken.end()).toBe(1);
    expect(broken.output).toContain('--fresh');
    expect(broken.output).not.toMatch(/\n\s+at /);

    const fresh = new Terminal(settings(), ['--fresh']);
    await fresh.untilReady();
    const erin = new Client(`http://127.0.0.1:${port}`, await tokenOf('erin'));
    expect(await erin.get('/v1/policies')).toMatchObject({ status: 200, body: { items: [] } });
    expect(await fresh.end('SIGINT')).toBe(0);
  }, 120_000);
});
