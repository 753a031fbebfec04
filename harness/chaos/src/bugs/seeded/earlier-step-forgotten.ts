import { calm } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

/** Asked of the open step alone, in which nobody who approved the one before has decided yet. */
export const earlierStepForgotten: SeededBug = {
  name: 'earlier-step-forgotten',
  says: 'An approver of an earlier step may approve the next one, though the policy wants different people.',
  patches: [
    {
      file: 'libs/approval/domain/src/eligibility.ts',
      find: `    .slice(0, open)
`,
      replace: `    .slice(open)
`,
    },
  ],
  scenario: calm,
  caughtBy: ['one-decision'],
};
