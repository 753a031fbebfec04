import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CommandFailure, exitCodes } from '../failures.js';
import { hasCode, onFile } from './config-folder.js';

/** A holder that took the lock longer ago than this has died: no work under the lock takes as long. */
const STALE_MS = 60_000;
const TIMEOUT_MS = 90_000;
const POLL_MS = 50;

/**
 * Runs work while no other process holds the same lock. Issuers accept a refresh token once, and end the whole
 * sign-in when it is used twice.
 *
 * The lock is a folder with one file in it, which is named after its holder. A process takes the lock by renaming a
 * folder of its own to the lock's name, which the operating system refuses while the lock has a file in it. A dead
 * holder's file is deleted by its name, so that a process which is late to notice the death cannot delete the file
 * of the next holder.
 * @throws CommandFailure `locked` when another process keeps the lock for too long; IoFailure
 */
export async function withLock<T>(lock: string, work: () => Promise<T>): Promise<T> {
  const holder = await onFile(`${lock} cannot be written`, () => take(lock));
  try {
    return await work();
  } finally {
    await onFile(`${lock} cannot be removed`, () => release(lock, holder));
  }
}

/** Waits for the lock. @returns the name of the holder's file */
async function take(lock: string): Promise<string> {
  await mkdir(dirname(lock), { recursive: true, mode: 0o700 });
  const deadline = Date.now() + TIMEOUT_MS;
  for (;;) {
    const holder = (await isHeld(lock)) ? null : await tryToTake(lock);
    if (holder !== null) return holder;
    if (Date.now() > deadline)
      throw new CommandFailure(exitCodes.unavailable, 'locked', `Another countersign process holds ${lock}.`);
    await pause(POLL_MS);
  }
}

async function release(lock: string, holder: string): Promise<void> {
  await rm(join(lock, holder), { force: true });
  await removeEmpty(lock);
}

/** Whether a living process holds the lock; removes what dead holders left behind. */
async function isHeld(lock: string): Promise<boolean> {
  const holders = await readdir(lock).catch(ignore('ENOENT', []));
  const alive = await Promise.all(holders.map((holder) => isAlive(join(lock, holder))));
  if (alive.includes(true)) return true;
  await Promise.all(holders.map((holder) => rm(join(lock, holder), { force: true })));
  // Windows cannot rename a folder to the name of an empty one.
  await removeEmpty(lock);
  return false;
}

async function isAlive(file: string): Promise<boolean> {
  const found = await stat(file).catch(ignore('ENOENT', null));
  return found !== null && Date.now() - found.mtimeMs <= STALE_MS;
}

async function tryToTake(lock: string): Promise<string | null> {
  const holder = randomUUID();
  const own = `${lock}.${holder}`;
  await mkdir(own, { mode: 0o700 });
  try {
    await writeFile(join(own, holder), '', { mode: 0o600 });
    await rename(own, lock);
    return holder;
  } catch (error) {
    await rm(own, { recursive: true, force: true }).catch(() => undefined);
    if (isOccupied(error)) return null;
    throw error;
  }
}

const isOccupied = (error: unknown): boolean =>
  ['ENOTEMPTY', 'EEXIST', ...(process.platform === 'win32' ? ['EPERM', 'EACCES'] : [])].some((code) =>
    hasCode(error, code),
  );

/** Removes a folder that nobody holds; the operating system keeps a folder with a file in it. */
async function removeEmpty(lock: string): Promise<void> {
  await rmdir(lock).catch((error: unknown) => {
    if (!hasCode(error, 'ENOENT') && !isOccupied(error)) throw error;
  });
}

function ignore<T>(code: string, instead: T): (error: unknown) => T {
  return (error) => {
    if (hasCode(error, code)) return instead;
    throw error;
  };
}
