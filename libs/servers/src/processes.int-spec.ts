import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from './child.js';
import { freePort } from './free-port.js';
import { isRunning } from './process-tree.js';
import { LocalStackError } from './server.error.js';
import { Part } from './part.js';
import { runToCompletion, startProcess } from './service-process.js';
import type { ServiceProcess } from './service-process.js';
import { supervise } from './supervise.js';
import { waitUntil } from './wait-until.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-processes-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A program of a few lines. */
async function program(name: string, source: string): Promise<string> {
  const file = join(folder, `${name}.mjs`);
  await writeFile(file, source);
  return file;
}

const READY = `import { createServer } from 'node:http';
createServer((q, r) => r.end(process.env.WORD)).listen(Number(process.env.HTTP_PORT), '127.0.0.1');`;

async function service(source: string, more: Partial<ServiceProcess> = {}): Promise<ServiceProcess> {
  const port = await freePort();
  return {
    name: 'test service',
    file: await program(`service-${port}`, source),
    env: { HTTP_PORT: String(port), WORD: 'hello' },
    logFile: join(folder, 'service.log'),
    readyUrl: `http://127.0.0.1:${port}/readyz`,
    ...more,
  };
}

describe('a service process', () => {
  it('is there when it is ready, with its environment and nothing else', async () => {
    const wish = await service(READY);
    const running = await startProcess(wish);
    expect(await (await fetch(wish.readyUrl)).text()).toBe('hello');
    await running.stop();
    expect(await running.exited).toEqual({ code: null, signal: 'SIGTERM' });
    expect(isRunning(running.pid)).toBe(false);
  });

  it('that ends while starting fails with the end of its log', async () => {
    const wish = await service(`console.error('the reason'); process.exit(3)`);
    const error = await startProcess(wish).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LocalStackError);
    expect((error as LocalStackError).log).toContain('the reason');
  });

  it('that does not get ready is ended', async () => {
    const wish = await service(`console.log(process.pid); setInterval(() => {}, 1000)`, {
      timeoutMs: 700,
      logFile: join(folder, 'never.log'),
    });
    await expect(startProcess(wish)).rejects.toThrow(/not ready within 0.7 s/);
    expect(isRunning(Number(await readFile(wish.logFile, 'utf8')))).toBe(false);
  });

  it('that does not heed SIGTERM is killed', async () => {
    const file = await program(
      'deaf',
      `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up')`,
    );
    const logFile = join(folder, 'deaf.log');
    const child = await startChild({
      name: 'deaf',
      command: process.execPath,
      args: [file],
      env: {},
      logFile,
      stopSignal: 'SIGTERM',
      stopTimeoutMs: 300,
    });
    await waitUntil(
      () => child.logTail() || undefined,
      5_000,
      () => new Error('not up'),
    );
    await child.stop();
    expect(child.exit()).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('that runs to its end is waited for, and its failure told', async () => {
    const ends = { name: 'step', env: {}, logFile: join(folder, 'step.log') };
    await runToCompletion({ ...ends, file: await program('good', `setTimeout(() => {}, 50)`) });
    const bad = await program('bad', `console.log('what went wrong'); process.exit(1)`);
    await expect(runToCompletion({ ...ends, file: bad })).rejects.toThrow(/The step failed/);
  });
});

describe('the guard', () => {
  it('ends the child when its owner is killed, and takes the folder away', async () => {
    const owned = join(folder, 'owned');
    await mkdir(owned);
    const parent = spawn('/bin/sh', ['-c', 'exec sleep 60'], { stdio: 'ignore' });
    const file = await program('child', `setInterval(() => {}, 1000)`);
    const child = await startChild({
      name: 'child',
      command: process.execPath,
      args: [file],
      env: {},
      logFile: join(folder, 'child.log'),
      stopSignal: 'SIGTERM',
      owner: { pid: parent.pid as number, removes: owned },
    });
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    expect(await child.exited).toEqual({ code: null, signal: 'SIGTERM' });
    await waitUntil(
      () =>
        stat(owned).then(
          () => undefined,
          () => true,
        ),
      5_000,
      () => new Error('folder still there'),
    );
  });
});

describe('supervision', () => {
  it('starts a crashed part again, and leaves a stopped part alone', async () => {
    const wish = await service(READY);
    const part = new Part('part', () => startProcess(wish));
    const said: string[] = [];
    const end = supervise(part, (sentence) => said.push(sentence));
    const { pid } = await part.start();
    process.kill(pid, 'SIGKILL');
    await waitUntil(
      () => (said.includes('part runs again.') ? true : undefined),
      10_000,
      () => new Error(said.join()),
    );
    expect(part.pid).not.toBe(pid);
    expect(said[0]).toBe('part ended by SIGKILL; it is started again.');
    end();
    await part.stop();
    expect(part.pid).toBeUndefined();
    expect(said).toHaveLength(2);
  });
});
