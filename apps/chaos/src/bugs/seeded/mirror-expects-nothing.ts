import { mirrorsLost } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

/** "The relay is the only one who publishes." Its own messages of before are still under way. */
export const mirrorExpectsNothing: SeededBug = {
  name: 'mirror-expects-nothing',
  says: 'The relay publishes without naming the sequence that a message must follow.',
  patches: [
    {
      file: 'libs/messaging/src/mirror/mirror-publisher.ts',
      find: `    expectation.set(EXPECTED_LAST_SEQUENCE, String(position - 1));
`,
      replace: '',
    },
  ],
  scenario: mirrorsLost,
  caughtBy: ['mirrors'],
};
