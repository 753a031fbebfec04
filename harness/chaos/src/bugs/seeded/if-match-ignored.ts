import { editing } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

/** "The last one to save wins." */
export const ifMatchIgnored: SeededBug = {
  name: 'if-match-ignored',
  says: 'An edit replaces the newest version of the policy, not only the one that its writer has read.',
  patches: [
    {
      file: 'libs/policy/domain/src/policy.ts',
      find: `  if (!ifMatch.includes(policy.version)) throw new VersionConflict(ifMatch, policy.version);
`,
      replace: '',
    },
  ],
  scenario: editing,
  caughtBy: ['policy-versions'],
};
