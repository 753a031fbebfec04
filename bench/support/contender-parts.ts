import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, startNats, startPostgres, startProcess } from '@countersign/servers';
import type { NatsServer, PostgresServer, Running } from '@countersign/servers';
import { temporaryFolder } from '@countersign/testing';

/** A Node.js program of a contender. */
export interface ContenderProgram {
  name: string;
  file: string;
  args?: string[];
  env: Record<string, string>;
  /** Path that answers 200 as soon as it serves. */
  readyPath: string;
}

/** Servers and programs of one contender, in a folder of their own. */
export interface ContenderParts {
  nats: () => Promise<NatsServer>;
  /** A durable PostgreSQL with the product's settings. */
  postgres: (password: string) => Promise<PostgresServer>;
  /** @returns the program with the port it listens on */
  program: (program: ContenderProgram) => Promise<Running & { httpPort: number }>;
  /** Stops them, last started first, and removes the folder. */
  stop: () => Promise<void>;
}

export async function contenderParts(name: string): Promise<ContenderParts> {
  const folder = await temporaryFolder(name);
  const owner = { removes: folder };
  const started: Pick<Running, 'stop'>[] = [];
  const keep = async <Part extends Pick<Running, 'stop'>>(starting: Promise<Part>): Promise<Part> => {
    const part = await starting;
    started.unshift(part);
    return part;
  };
  return {
    nats: () => keep(startNats({ storeDir: join(folder, 'nats'), owner })),
    postgres: (password) =>
      keep(
        startPostgres({
          dataDir: join(folder, 'postgresql'),
          password,
          settings: { max_connections: '300' },
          owner,
        }),
      ),
    program: async ({ name: program, file, args = [], env, readyPath }) => {
      const httpPort = await freePort();
      const running = await keep(
        startProcess({
          name: program,
          file,
          args,
          env: { ...env, HTTP_PORT: String(httpPort) },
          logFile: join(folder, `${program}.log`),
          readyUrl: `http://127.0.0.1:${httpPort}${readyPath}`,
        }),
      );
      return Object.assign(running, { httpPort });
    },
    stop: async () => {
      for (const part of started) await part.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
