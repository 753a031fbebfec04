import { existsSync } from 'node:fs';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DamagedData, endOrphan } from '@countersign/servers';

/** The folder of an installation on one machine: data, secrets, logs. */
export interface StackFolder {
  root: string;
  postgres: string;
  nats: string;
  secrets: string;
  identity: string;
  logs: string;
}

export const stackFolder = (root: string): StackFolder => ({
  root,
  postgres: join(root, 'postgresql'),
  nats: join(root, 'nats'),
  secrets: join(root, 'secrets.json'),
  identity: join(root, 'identity-provider.json'),
  logs: join(root, 'logs'),
});

/** Where each node of NATS keeps its streams: a single node in the folder itself, cluster nodes below it. */
export const natsStores = ({ nats }: StackFolder, nodes: number): string[] =>
  nodes === 1 ? [nats] : Array.from({ length: nodes }, (_, index) => join(nats, `node-${index + 1}`));

/** Creates the folder, accessible only to its owner. @throws LocalStackError if its passwords are gone but not its data */
export async function prepareFolder(folder: StackFolder): Promise<void> {
  await mkdir(folder.root, { recursive: true, mode: 0o700 });
  await chmod(folder.root, 0o700);
  await mkdir(folder.logs, { recursive: true, mode: 0o700 });
  if (existsSync(folder.postgres) && !existsSync(folder.secrets)) {
    throw new DamagedData(`${folder.root} is damaged: there are data, but ${folder.secrets} is missing.`);
  }
}

/** Removes everything that an earlier start created, and nothing else in the folder. */
export async function emptyFolder(folder: StackFolder): Promise<void> {
  await endOrphan(folder.postgres);
  const made = [
    folder.postgres,
    `${folder.postgres}.making`,
    folder.nats,
    folder.secrets,
    `${folder.secrets}.new`,
    folder.identity,
    folder.logs,
  ];
  for (const path of made) await rm(path, { recursive: true, force: true });
}
