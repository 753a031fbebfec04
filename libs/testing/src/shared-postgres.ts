import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMissing, isTaken } from './file-error.js';
import { ownerPid } from './owner-process.js';
import { waitUntil } from '@countersign/servers';
import { servers } from './servers.js';

/** What the workers of a run know of the server they share. */
interface Shared {
  adminUrl: string;
  /** Process id of an embedded server; null in a container. */
  pid: number | null;
}

const folderOf = (owner: number): string => join(tmpdir(), `countersign-test-run-${owner}`);
const START_TIMEOUT_MS = 120_000;

let known: Promise<Shared> | undefined;

/** The one PostgreSQL of this test run: started by the worker that needs it first, ended with the run. */
export function sharedPostgres(): Promise<Shared> {
  known ??= find();
  return known;
}

async function find(): Promise<Shared> {
  const folder = folderOf(ownerPid());
  try {
    await mkdir(folder);
  } catch (error) {
    if (isTaken(error)) return startedByAnother(folder);
    throw error;
  }
  await chmod(folder, 0o711);
  try {
    return await start(folder);
  } catch (error) {
    await writeFile(join(folder, 'failed'), String(error));
    throw error;
  }
}

/**
 * Many databases and test files at once: more connections than the default 100. Nobody cuts this server's power, and
 * every dropped database would make it wait for the disk, so it does not. Tests that kill PostgreSQL start their own.
 */
async function start(folder: string): Promise<Shared> {
  const { adminUrl, pid } = await (
    await servers()
  ).postgres({
    dataDir: join(folder, 'postgresql'),
    password: randomBytes(12).toString('hex'),
    settings: { max_connections: '400' },
    durable: false,
    owner: { pid: ownerPid(), removes: folder },
  });
  const shared: Shared = { adminUrl, pid };
  await writeFile(join(folder, 'shared.making'), JSON.stringify(shared), { mode: 0o600 });
  await rename(join(folder, 'shared.making'), join(folder, 'shared.json'));
  return shared;
}

function startedByAnother(folder: string): Promise<Shared> {
  return waitUntil(
    async () => {
      if (existsSync(join(folder, 'failed'))) {
        throw new Error(`PostgreSQL did not start: ${await readFile(join(folder, 'failed'), 'utf8')}`);
      }
      const text = await readFile(join(folder, 'shared.json'), 'utf8').catch((error: unknown) => {
        if (isMissing(error)) return undefined;
        throw error;
      });
      return text === undefined ? undefined : (JSON.parse(text) as Shared);
    },
    START_TIMEOUT_MS,
    () =>
      new Error(`PostgreSQL of this test run was not ready within ${START_TIMEOUT_MS / 1000} s (${folder}).`),
  );
}
