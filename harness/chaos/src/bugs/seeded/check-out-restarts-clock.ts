import { calm } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

/** Right for policies whose clock starts at check-out, and taken for all of them. */
export const checkOutRestartsClock: SeededBug = {
  name: 'check-out-restarts-clock',
  says: 'Every check-out lasts the whole duration from now on, also beyond the end of the window.',
  patches: [
    {
      file: 'libs/request/domain/src/check-out.ts',
      find: `  return window.accessStarts === 'check-out' ? after(now.getTime(), window.duration) : window.endsAt;`,
      replace: `  const since = window.accessStarts === 'check-out' ? 0 : Date.parse(window.startsAt);
  return after(Math.max(now.getTime(), since), window.duration);`,
    },
  ],
  scenario: calm,
  caughtBy: ['in-window'],
};
