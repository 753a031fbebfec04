import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { connect } from '@nats-io/transport-node';
import { eventually, freePort, testNats } from '@countersign/testing';
import type { TestNats } from '@countersign/testing';

const SERVICE = [
  `--import=${join(__dirname, '../../../testing/typescript.mjs')}`,
  join(__dirname, '../../test/example-service.ts'),
];
const ECHO = 'countersign.internal.example.echo';
/** A process that reads TypeScript takes seconds to start on a busy machine. */
const PATIENCE_MS = 25_000;

/** The example service as a process of its own, with everything it wrote. */
class Running {
  stdout = '';
  stderr = '';
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<number | null>;

  constructor(env: Record<string, string>) {
    this.child = spawn(process.execPath, SERVICE, {
      env: { PATH: process.env.PATH, ...env },
    });
    this.child.stdout.on('data', (chunk) => (this.stdout += String(chunk)));
    this.child.stderr.on('data', (chunk) => (this.stderr += String(chunk)));
    this.ended = once(this.child, 'close').then(([code]) => code as number | null);
  }

  async end(): Promise<{ code: number | null; ms: number }> {
    const started = performance.now();
    this.child.kill('SIGTERM');
    const code = await this.ended;
    return { code, ms: performance.now() - started };
  }

  /** Waits for a line of that message. */
  async said(msg: string): Promise<void> {
    await eventually(
      `it says ${msg}`,
      () => {
        const said = this.stdout.includes(`"msg":"${msg}"`);
        if (!said && this.child.exitCode !== null) throw new Error(`ended: ${this.stdout}${this.stderr}`);
        return said;
      },
      PATIENCE_MS,
    );
  }
}

/** Status of an HTTP answer; 0 while nobody listens. */
const status = (url: string) =>
  fetch(url).then(
    ({ status }) => status,
    () => 0,
  );

let nats: TestNats;
let running: Running | undefined;
let http: string;
let env: Record<string, string>;

beforeAll(async () => {
  nats = await testNats();
}, 20_000);
beforeEach(async () => {
  const port = await freePort();
  http = `http://127.0.0.1:${port}`;
  env = { NATS_URL: nats.url, OIDC_ISSUER: 'http://127.0.0.1:1/oidc', HTTP_PORT: String(port) };
});
afterEach(() => void running?.child.kill('SIGKILL'));
afterAll(() => nats.stop());

it('answers probes before NATS is there, serves when it comes, and logs only JSON', async () => {
  await nats.pause();
  running = new Running(env);
  await eventually('it lives', async () => (await status(`${http}/healthz`)) === 200, PATIENCE_MS);
  await eventually('it is not ready', async () => (await status(`${http}/readyz`)) === 503, PATIENCE_MS);
  await nats.restart();
  await running.said('ready');
  expect(await status(`${http}/readyz`)).toBe(200);
  await running.end();
  for (const line of running.stdout.trim().split('\n'))
    expect(JSON.parse(line)).toMatchObject({ level: expect.any(String) as string });
  expect(running.stderr).toBe('');
}, 30_000);

it('ends within five seconds of SIGTERM, after finishing pending answers', async () => {
  running = new Running(env);
  await running.said('ready');
  const client = await connect({ servers: nats.url });
  const answer = client.request(ECHO, JSON.stringify({ pattern: ECHO, id: '1', data: {} }), {
    timeout: 3_000,
  });
  await running.said('echo is under way');
  const { code, ms } = await running.end();
  expect((await answer).json()).toMatchObject({ response: { done: true } });
  expect(code).toBe(0);
  expect(ms).toBeLessThan(5_000);
  await client.close();
}, 30_000);

it('ends on SIGTERM while it waits for NATS', async () => {
  running = new Running({ ...env, NATS_URL: 'nats://127.0.0.1:1' });
  await eventually('it is not ready', async () => (await status(`${http}/readyz`)) === 503, PATIENCE_MS);
  expect((await running.end()).ms).toBeLessThan(5_000);
}, 30_000);

it('prints each wrong setting on a line, without its value, and exits with 1', async () => {
  running = new Running({ ...env, HTTP_PORT: 'hunter2', OIDC_ISSUER: '' });
  expect(await running.ended).toBe(1);
  expect(running.stderr).toContain('OIDC_ISSUER: is required\n');
  expect(running.stderr).toContain('HTTP_PORT: ');
  expect(running.stderr).not.toMatch(/hunter2|\n\s+at /);
}, 30_000);

it('logs why it cannot start, and exits with 1', async () => {
  const other = createServer().listen(Number(env.HTTP_PORT), '127.0.0.1');
  await once(other, 'listening');
  running = new Running(env);
  expect(await running.ended).toBe(1);
  expect(running.stdout).toContain('EADDRINUSE');
  other.close();
}, 30_000);
