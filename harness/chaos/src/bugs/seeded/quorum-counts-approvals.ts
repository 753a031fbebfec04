import { calm } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

/** "A second click does no harm": it does where approvals are counted, not people. */
export const quorumCountsApprovals: SeededBug = {
  name: 'quorum-counts-approvals',
  says: 'One person may approve a step again, and the quorum counts approvals instead of people.',
  patches: [
    {
      file: 'libs/approval/domain/src/steps.ts',
      find: `    .map(({ by }) => by)
    .filter((person, index, all) => all.findIndex((other) => samePerson(person, other)) === index);`,
      replace: `    .map(({ by }) => by);`,
    },
    {
      file: 'libs/approval/domain/src/eligibility.ts',
      find: `  if (step.decisions.some(({ by }) => samePerson(by, caller))) throw new AlreadyDecided(step, index);
`,
      replace: '',
    },
  ],
  scenario: calm,
  caughtBy: ['quorum'],
};
