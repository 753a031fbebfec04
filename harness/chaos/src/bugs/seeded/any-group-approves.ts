import { calm } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

/** The test had one group. */
export const anyGroupApproves: SeededBug = {
  name: 'any-group-approves',
  says: 'Members of any group may approve a step that names a group.',
  patches: [
    {
      file: 'libs/kernel/src/approvers.ts',
      find: `entry.type === 'group' && caller.groups.includes(entry.id)`,
      replace: `entry.type === 'group' && caller.groups.length > 0`,
    },
  ],
  scenario: calm,
  caughtBy: ['eligible'],
};
