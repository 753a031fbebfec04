import { lastMoments } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

/** "The deadline keeper expires it." Within a second, that is, and while it can. */
export const decidedAfterTtl: SeededBug = {
  name: 'decided-after-ttl',
  says: 'A request is pending until its expiry is on record, whatever the clock says.',
  patches: [
    {
      file: 'libs/approval/domain/src/expire.ts',
      find: `  const current = asOf(approval, now);
  if (current.status !== 'pending') throw new NotPending(current);
  return current;`,
      replace: `  if (approval.status !== 'pending') throw new NotPending(approval);
  return approval;`,
    },
  ],
  scenario: lastMoments,
  caughtBy: ['in-time', 'eligible'],
};
