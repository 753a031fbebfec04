import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { IoFailure, isSystemError } from '../failures.js';

/** Where this program keeps its files: `$XDG_CONFIG_HOME/countersign`, `~/.config/countersign` by default. */
export function configFolder(env: Readonly<Record<string, string | undefined>>): string {
  const base = env['XDG_CONFIG_HOME'];
  // The XDG Base Directory Specification says to ignore a path that is not absolute.
  return join(base && isAbsolute(base) ? base : join(env['HOME'] ?? homedir(), '.config'), 'countersign');
}

/**
 * Work on files. @param failure - what did not work, such as "x.json cannot be read"
 * @throws IoFailure when the operating system refuses
 */
export async function onFile<T>(failure: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isSystemError(error) ? new IoFailure(failure, error) : error;
  }
}

/**
 * Writes a file that only its owner can read; a failure leaves the file as it was.
 * @throws IoFailure
 */
export const writePrivately = (
  file: string,
  text: string,
  failure = `${file} cannot be written`,
): Promise<void> => onFile(failure, () => replaceWith(file, text));

async function replaceWith(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const next = `${file}.${process.pid}.new`;
  try {
    await writeFile(next, text, { mode: 0o600, flag: 'wx' });
    await rename(next, file);
  } catch (error) {
    // The first failure is the one to report: a folder that cannot be written keeps this file from being removed, too.
    await rm(next, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Whether an error of the file system has this code, such as `ENOENT`. */
export function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
