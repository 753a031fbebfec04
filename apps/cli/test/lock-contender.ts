import { open, readdir, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { withLock } from '../src/store/lock.js';

/**
 * A process that takes the lock again and again, and ends with code 1 when another process has it at the same time.
 * After `rounds` rounds it dies with the lock in its hands, as if more than a minute ago.
 */
async function contend(lock: string, rounds: number): Promise<void> {
  const inside = `${lock}.inside`;
  for (let round = 1; ; round++) {
    await withLock(lock, async () => {
      // Fails where another process is inside.
      await (await open(inside, 'wx')).close();
      await pause(1);
      await rm(inside);
      if (round === rounds) await dieHolding(lock);
    });
  }
}

async function dieHolding(lock: string): Promise<never> {
  const [holder = ''] = await readdir(lock);
  await utimes(join(lock, holder), 0, 0);
  process.exit(0);
}

const [, , lock = '', rounds = ''] = process.argv;
contend(lock, Number(rounds)).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
