import type { AddCommand } from '../../cli.js';
import { addCheckOuts } from './check-outs.command.js';

const commands = [addCheckOuts];

/** `countersign report …` */
export const addReport: AddCommand = (parent, cli) => {
  const group = parent.command('report').description('reports for auditors');
  for (const add of commands) add(group, cli);
};
