import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withLock } from './lock.js';

const PROCESSES = 8;
const ROUNDS = 20;
const test = join(__dirname, '../../test');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** @returns the exit code and what the process wrote to stderr */
async function contender(lock: string): Promise<[code: number | null, err: string]> {
  const program = join(test, 'lock-contender.ts');
  const args = [
    '--require',
    join(test, 'typescript-hook.cjs'),
    '--eval',
    'require(process.argv[1])',
    program,
  ];
  const child = spawn(process.execPath, [...args, lock, String(ROUNDS)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return [code, err];
}

it('never lets two processes hold the lock at once, also while holders die and are succeeded', async () => {
  const lock = join(folder, 'lock');
  const ends = await Promise.all(Array.from({ length: PROCESSES }, () => contender(lock)));
  expect(ends).toEqual(Array.from({ length: PROCESSES }, () => [0, '']));
  // The last process died with the lock: it can still be taken.
  expect(await readdir(lock)).toHaveLength(1);
  expect(await withLock(lock, () => Promise.resolve('done'))).toBe('done');
  expect(await readdir(folder)).toEqual([]);
});
