import { rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { LocalStackError } from '@countersign/servers';

const NAME = '.countersign-in-use';

/**
 * Makes sure that no other process uses the folder, with a socket in it. The system closes the socket however the process
 * ends, so that nothing is left to clean up.
 * @returns a function that releases the folder
 * @throws LocalStackError naming the process that has it
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  for (let attempt = 0; attempt < 3; attempt++) {
    const server = await tryListen(folder);
    if (server) return () => release(folder, server);
    const holder = await askHolder(folder);
    if (holder !== undefined) {
      throw new LocalStackError(
        `${folder} is in use by another Countersign${holder && ` (process ${holder})`}.`,
      );
    }
    await rm(join(folder, NAME), { force: true });
  }
  throw new LocalStackError(`${folder} cannot be locked.`);
}

/** The name goes first: once the socket is closed, another process may have put its own there. */
async function release(folder: string, server: Server): Promise<void> {
  await rm(join(folder, NAME), { force: true });
  await new Promise((done) => server.close(done));
}

/** Socket addresses are short (108 bytes), paths of clones are not, so the name is relative to the folder. */
function inFolder<T>(folder: string, work: () => T): T {
  const before = process.cwd();
  process.chdir(folder);
  try {
    return work();
  } finally {
    process.chdir(before);
  }
}

function tryListen(folder: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.on('error', () => undefined).end(String(process.pid)));
    server.once('error', (error: Error & { code?: string }) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.once('listening', () => resolve(server));
    inFolder(folder, () => server.listen(NAME));
  });
}

/** Id of the process that uses the folder; empty if it does not answer; undefined if there is none. */
function askHolder(folder: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = inFolder(folder, () => connect(NAME));
    let said = '';
    socket.setTimeout(2_000, () => socket.destroy());
    socket.on('data', (chunk: Buffer) => (said += chunk.toString()));
    socket.once('error', () => resolve(undefined));
    socket.once('close', () => resolve(said));
  });
}
