import type { AddCommand } from '../../cli.js';
import { addApply } from './apply.command.js';
import { addDelete } from './delete.command.js';
import { addExplain } from './explain.command.js';
import { addGet } from './get.command.js';
import { addList } from './list.command.js';

const commands = [addList, addGet, addApply, addExplain, addDelete];

/** `countersign policies …` */
export const addPolicies: AddCommand = (parent, cli) => {
  const group = parent.command('policies').description('what governs which resources and accounts');
  for (const add of commands) add(group, cli);
};
