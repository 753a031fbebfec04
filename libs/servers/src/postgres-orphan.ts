import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LocalStackError } from './server.error.js';
import { waitUntil } from './wait-until.js';

const END_TIMEOUT_MS = 20_000;

/**
 * Ends a server that still runs on this data folder because its starter was killed a moment ago, and removes a lock
 * file whose process id now belongs to another program (as after a restart of a container). No other process may use
 * the data folder.
 */
export async function endOrphan(dataDir: string): Promise<void> {
  const lockFile = join(dataDir, 'postmaster.pid');
  const pid = Number((await readFile(lockFile, 'utf8').catch(() => '')).split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 1) return;
  const command = await commandOf(pid);
  if (!command?.includes(dataDir)) {
    await rm(lockFile, { force: true });
    return;
  }
  process.kill(pid, 'SIGINT');
  await waitUntil(
    async () => ((await commandOf(pid))?.includes(dataDir) ? undefined : true),
    END_TIMEOUT_MS,
    () => new LocalStackError(`A PostgreSQL (process ${pid}) still runs on ${dataDir} and does not stop.`),
  );
}

/** The command line of a process; undefined when there is none of that id. */
async function commandOf(pid: number): Promise<string | undefined> {
  try {
    return (await promisify(execFile)('ps', ['-o', 'args=', '-p', String(pid)])).stdout;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT')
      return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
    return undefined;
  }
}
