import { editing } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

/** "Policies rarely change, and every submission asks the log for its head." */
export const matchFromStaleIndex: SeededBug = {
  name: 'match-from-stale-index',
  says: 'The matcher reads the policy log at most once a second, and answers from its index in between.',
  patches: [
    {
      file: 'libs/policy/server/src/catalogue/policy-catalogue.ts',
      find: `  private state = new CatalogueState(0);
`,
      replace: `  private state = new CatalogueState(0);
  private readAt = 0;
`,
    },
    {
      file: 'libs/policy/server/src/catalogue/policy-catalogue.ts',
      find: `  current(): Promise<PolicyIndex> {
`,
      replace: `  current(): Promise<PolicyIndex> {
    if (Date.now() - this.readAt < 1_000) return Promise.resolve(this.state.index);
`,
    },
    {
      file: 'libs/policy/server/src/catalogue/policy-catalogue.ts',
      find: `    return this.state.index;
`,
      replace: `    this.readAt = Date.now();
    return this.state.index;
`,
    },
  ],
  scenario: editing,
  caughtBy: ['policy-in-force'],
};
