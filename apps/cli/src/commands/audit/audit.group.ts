import type { AddCommand } from '../../cli.js';
import { addTail } from './tail.command.js';
import { addVerify } from './verify.command.js';

const commands = [addTail, addVerify];

/** `countersign audit …` */
export const addAudit: AddCommand = (parent, cli) => {
  const group = parent.command('audit').description('the events of all logs');
  for (const add of commands) add(group, cli);
};
