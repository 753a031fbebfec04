import { lastMoments } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

/** "The end is on record within a second." */
export const usedAfterEnd: SeededBug = {
  name: 'used-after-end',
  says: 'A check-out looks at the ends on record, not at the end of the window.',
  patches: [
    {
      file: 'libs/request/domain/src/usable-access.ts',
      find: `  const ended = accessStatus(access, now) === 'ended';
  if (ended || (access.status !== 'granted' && access.status !== 'checked-out')) throw new AccessOver(access);`,
      replace: `  if (access.status !== 'granted' && access.status !== 'checked-out') throw new AccessOver(access);`,
    },
  ],
  scenario: lastMoments,
  caughtBy: ['in-window'],
};
