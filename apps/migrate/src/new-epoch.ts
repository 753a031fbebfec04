import { startNewEpoch } from '@countersign/consumers';
import type { Command } from './command-line.js';
import type { MigrateConfig } from './config.js';
import { withDatabase, withNats } from './operator-connections.js';

/**
 * Begins a new epoch of a log whose database was put back to an older state (see docs/operations.md).
 * @returns what became of it, in a sentence
 * @throws NothingDiverged when there is no need for it
 */
export async function newEpoch(
  config: MigrateConfig,
  { log, by, reason }: Extract<Command, { kind: 'new-epoch' }>,
): Promise<string> {
  const { epoch, cut, reset } = await withDatabase(config, (admin) =>
    withNats(config, (nc) =>
      startNewEpoch(admin, nc, {
        log,
        by,
        reason,
        replicas: config.NATS_REPLICAS,
        ownerRole: 'countersign_owner',
      }),
    ),
  );
  const consumers = reset.length === 0 ? 'No consumer was beyond it.' : `Put back: ${reset.join(', ')}.`;
  return `The log ${log} is in epoch ${epoch}: cut at position ${cut}. ${consumers}`;
}
