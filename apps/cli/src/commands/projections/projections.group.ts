import type { AddCommand } from '../../cli.js';
import { addRebuild } from './rebuild.command.js';
import { addRetry } from './retry.command.js';
import { addStatus } from './status.command.js';

const commands = [addStatus, addRebuild, addRetry];

/** `countersign projections …` */
export const addProjections: AddCommand = (parent, cli) => {
  const group = parent.command('projections').description('the read models, for operators');
  for (const add of commands) add(group, cli);
};
