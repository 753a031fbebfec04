import { spawn } from 'node:child_process';
import { chmodSync, statSync } from 'node:fs';
import { chown, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import type { PostgresBinaries } from './binaries.js';
import { LocalStackError } from './server.error.js';
import type { RunAs, SystemUser } from './unprivileged.js';

/** The user that runs the programs; undefined for this process' own user. */
export interface PostgresUser {
  user: SystemUser | undefined;
  runAs: RunAs;
}

/** A cluster to make. */
export interface NewDatabase {
  binaries: PostgresBinaries;
  as: PostgresUser;
  dataDir: string;
  password: string;
  /** False: a crash of the machine right after may damage it. */
  durable?: boolean | undefined;
}

/**
 * Makes a new cluster in `dataDir`: passwords only (scram-sha-256), UTF-8, order by code point, checksums on.
 * The cluster is made under another name and then renamed, so that an interrupted start leaves nothing that looks complete.
 * @throws LocalStackError with what initdb said
 */
export async function initDatabase({
  binaries,
  as,
  dataDir,
  password,
  durable = true,
}: NewDatabase): Promise<void> {
  const { user, runAs } = as;
  const making = `${dataDir}.making`;
  const passwordFile = `${dataDir}.password`;
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { mode: 0o700 });
  await rm(passwordFile, { force: true });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' });
  try {
    if (user) await Promise.all([making, passwordFile].map((path) => chown(path, user.uid, user.gid)));
    await run(runAs, [
      binaries.initdb,
      ...initdbOptions(making, passwordFile),
      ...(durable ? [] : ['--no-sync']),
    ]);
    await rename(making, dataDir);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(making, { recursive: true, force: true });
  }
}

const initdbOptions = (dataDir: string, passwordFile: string): string[] => [
  `--pgdata=${dataDir}`,
  '--username=postgres',
  `--pwfile=${passwordFile}`,
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--no-instructions',
];

function run({ prefix, ids }: RunAs, command: string[]): Promise<void> {
  const [program = '', ...args] = prefix.concat(command);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...ids,
      cwd: '/',
      env: { LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0
        ? resolve()
        : reject(new LocalStackError('PostgreSQL could not make its data folder.', said.trim())),
    );
  });
}

/** An install under a strict umask leaves programs that only their owner may run. */
export function makeExecutable(files: string[]): void {
  for (const file of files) {
    const { mode } = statSync(file);
    if ((mode & 0o555) !== 0o555) chmodSync(file, mode | 0o555);
  }
}
