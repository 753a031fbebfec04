import { mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CommandFailure, exitCodes } from '../failures.js';
import { hasCode } from './config-folder.js';

/** A holder that has been at it for so long has died. */
const STALE_MS = 60_000;
const PATIENCE_MS = 90_000;

/**
 * Runs work alone among this person's processes: issuers take a refresh token once, and end the whole sign-in when
 * it comes twice.
 */
export async function alone<T>(file: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const end = Date.now() + PATIENCE_MS;
  while (!(await taken(file))) {
    if (Date.now() > end)
      throw new CommandFailure(exitCodes.unavailable, 'locked', `Another countersign keeps ${file}.`);
    await pause(50);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function taken(file: string): Promise<boolean> {
  try {
    await (await open(file, 'wx', 0o600)).close();
    return true;
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    const found = await stat(file).catch(() => null);
    if (found && Date.now() - found.mtimeMs > STALE_MS) await rm(file, { force: true });
    return false;
  }
}
