import { readdir, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { natsStores } from '@countersign/installation';
import type { Installation } from '../installation/installation.js';
import { startAgain } from '../installation/parts.js';
import { lasting } from './fault.js';
import type { FaultKind } from './fault.js';

/** Kills a node, damages its store, and starts it again. */
async function damaged(
  { stack }: Installation,
  node: number,
  damage: (store: string) => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const part = stack.natsNodes[node];
  const store = natsStores(stack.folder, stack.natsNodes.length)[node];
  if (!part || store === undefined) throw new Error(`there is no node ${node} of NATS`);
  await part.kill();
  try {
    await damage(store);
    await lasting(200, signal);
  } finally {
    await startAgain(part);
  }
}

const nameOf = (node: number): string => (node === 0 ? 'nats-server' : `nats-server-${node + 1}`);

/** Deletes the whole store of a node. */
export const storeDeleted: FaultKind = (random, { natsNodes }) => {
  const node = random.int(natsNodes);
  return {
    lasts: 200,
    what: `${nameOf(node)} is killed, its store deleted`,
    targets: ['NATS'],
    run: (installation, signal) =>
      damaged(installation, node, (store) => rm(store, { recursive: true, force: true }), signal),
  };
};

/**
 * Cuts off the end of each stream's last block of messages, as a power cut would: the store is not synced. If its index
 * still knows them, the mirror has holes, and the operator runs the migrate step, as docs/operations.md says.
 */
export const storeTruncated: FaultKind = (random, { natsNodes }) => {
  const node = random.int(natsNodes);
  const share = 0.05 + 0.9 * random.next();
  const withIndex = random.next() < 0.5;
  return {
    lasts: 200,
    what:
      `${nameOf(node)} is killed, the last ${Math.round(share * 100)} % of each stream's last block cut off, ` +
      `its index ${withIndex ? 'left' : 'deleted'}`,
    targets: ['NATS'],
    run: async (installation, signal) => {
      await damaged(installation, node, (store) => truncateBlocks(store, share, withIndex), signal);
      await installation.stack.migrate();
    },
  };
};

/** Cuts the last share off each stream's last block; exported for its test. */
export async function truncateBlocks(store: string, share: number, withIndex: boolean): Promise<void> {
  const files = await readdir(store, { recursive: true });
  const blocks = new Map<string, number>();
  for (const file of files) {
    const [, folder, number] = /^(.*\/streams\/[^/]+\/msgs)\/(\d+)\.blk$/.exec(file) ?? [];
    if (folder !== undefined) blocks.set(folder, Math.max(Number(number), blocks.get(folder) ?? 0));
  }
  for (const [folder, last] of blocks) {
    const block = join(store, folder, `${last}.blk`);
    await truncate(block, Math.floor((await stat(block)).size * (1 - share)));
    if (!withIndex) await rm(join(store, folder, 'index.db'), { force: true });
  }
}
