import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startChild } from './child.js';
import type { Child } from './child.js';
import { waitUntil } from './wait-until.js';

const run = promisify(execFile);

let folder: string;
let child: Child;

/** A parent and a child of its own session, as PostgreSQL's are, which both count on, each in a file. */
const COUNTS = `
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
const [folder, name] = process.argv.slice(2);
if (name === 'parent') {
  const child = spawn(process.execPath, [import.meta.filename, folder, 'child'], { detached: true, stdio: 'ignore' });
  process.on('SIGTERM', () => process.exit(child.kill() ? 0 : 1));
}
appendFileSync(folder + '/pids', process.pid + ' ');
setInterval(() => appendFileSync(folder + '/' + name, '.'), 10);`;

const count = (name: string): Promise<number> =>
  readFile(join(folder, name)).then(
    ({ length }) => length,
    () => 0,
  );
const counts = async (): Promise<[number, number]> => [await count('parent'), await count('child')];

/** The states of both in the words of the operating system, such as `T`: stopped. */
async function states(): Promise<string[]> {
  const pids = (await readFile(join(folder, 'pids'), 'utf8')).trim().split(' ');
  const { stdout } = await run('ps', ['-o', 'state=', '-p', pids.join(',')]);
  return stdout.trim().split('\n');
}

/** Resolves when both have counted on from where they were. */
async function goOn(): Promise<void> {
  const [parent, childs] = await counts();
  await waitUntil(
    async () => ((await count('parent')) > parent && (await count('child')) > childs ? true : undefined),
    5_000,
    () => new Error('they are frozen'),
  );
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-pause-'));
  const file = join(folder, 'counts.mjs');
  await writeFile(file, COUNTS);
  child = await startChild({
    name: 'counts',
    command: process.execPath,
    args: [file, folder, 'parent'],
    env: {},
    logFile: join(folder, 'log'),
    stopSignal: 'SIGTERM',
  });
  await goOn();
});

afterEach(async () => {
  await child.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('a paused process', () => {
  it('freezes with its children, and resumes with them', async () => {
    await child.pause();
    await waitUntil(
      async () => (String(await states()) === 'T,T' ? true : undefined),
      5_000,
      () => new Error('they go on'),
    );
    await child.resume();
    await goOn();
  });

  it('hears all the same that it is to stop', async () => {
    await child.pause();
    await child.stop();
    expect(child.exit()).toEqual({ code: 0, signal: null });
  });
});
