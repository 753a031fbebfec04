import type { Client } from 'pg';
import { oneAtATime } from '@countersign/postgres';
import type { MigrateConfig } from './config.js';
import { withDatabase } from './operator-connections.js';

/** Holds nothing but the turn of the operator's commands. */
const TURN_SCHEMA = 'countersign_migrate';

/** Runs `work` with an administrator's connection while no other command of this kind runs: the next one waits. */
export function inTurn<T>(config: MigrateConfig, work: (admin: Client) => Promise<T>): Promise<T> {
  return withDatabase(config, (holder) => oneAtATime(holder, TURN_SCHEMA, () => withDatabase(config, work)));
}
