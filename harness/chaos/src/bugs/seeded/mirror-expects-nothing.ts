import { linesLost } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';
import { relayResumesFromAcks } from './relay-resumes-from-acks.js';

/** "What was acknowledged is there, what was not is sent again": and there twice, where only the answer was lost. */
export const mirrorExpectsNothing: SeededBug = {
  name: 'mirror-expects-nothing',
  says: 'The relay sends again what was not acknowledged, without naming the sequence that it must follow.',
  patches: [
    ...relayResumesFromAcks.patches,
    {
      file: 'libs/mirror/src/mirror-publisher.ts',
      find: `    this.expectation.set(EXPECTED_LAST_SEQUENCE, String(position - 1));
`,
      replace: '',
    },
  ],
  scenario: linesLost,
  caughtBy: ['mirrors'],
};
