import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, Part } from '@countersign/servers';
import type { PostgresServer } from '@countersign/servers';
import { servers } from './servers.js';
import { temporaryFolder } from './temporary-folder.js';

/** A PostgreSQL of the test's own, for tests that kill it or put it back in time. */
export interface OwnPostgres {
  /** The administrator, in the database `postgres`. */
  readonly adminUrl: string;
  readonly dataDir: string;
  /** `kill`, `stop` and `start` it at will: its address stays. */
  readonly part: Part<PostgresServer>;
  /** Ends it and removes its folder. */
  remove(): Promise<void>;
}

export async function ownPostgres(settings: Record<string, string> = {}): Promise<OwnPostgres> {
  const folder = await temporaryFolder('postgresql');
  const dataDir = join(folder, 'data');
  const password = randomBytes(12).toString('hex');
  const port = await freePort();
  const part = new Part('PostgreSQL', async () =>
    (await servers()).postgres({ dataDir, password, port, settings, owner: { removes: folder } }),
  );
  const { adminUrl } = await part.start();
  return {
    adminUrl,
    dataDir,
    part,
    remove: async () => {
      await part.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
