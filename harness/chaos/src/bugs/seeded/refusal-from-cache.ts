import { calm } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

/** What ends in an append is checked by its version; a refusal ends in nothing, and nothing checks it. */
export const refusalFromCache: SeededBug = {
  name: 'refusal-from-cache',
  says: 'A refusal is answered from the cached state, which another instance may have gone beyond.',
  patches: [
    {
      file: 'libs/event-log/src/runner/create-decide-runner.ts',
      find: `      if (loader.restsOnCache([])) return { again: 'stale' };
`,
      replace: '',
    },
  ],
  scenario: calm,
  caughtBy: ['refusals'],
};
