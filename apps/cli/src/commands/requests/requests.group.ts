import type { AddCommand } from '../../cli.js';
import { addApprove } from './approve.command.js';
import { addCancel } from './cancel.command.js';
import { addCheckIn } from './check-in.command.js';
import { addCheckOut } from './check-out.command.js';
import { addGet } from './get.command.js';
import { addList } from './list.command.js';
import { addReject } from './reject.command.js';
import { addRevoke } from './revoke.command.js';
import { addSubmit } from './submit.command.js';
import { addTimeline } from './timeline.command.js';

const commands = [
  addList,
  addGet,
  addSubmit,
  addApprove,
  addReject,
  addCancel,
  addCheckOut,
  addCheckIn,
  addRevoke,
  addTimeline,
];

/** `countersign requests …` */
export const addRequests: AddCommand = (parent, cli) => {
  const group = parent.command('requests').description('ask for access, decide, use it');
  for (const add of commands) add(group, cli);
};
