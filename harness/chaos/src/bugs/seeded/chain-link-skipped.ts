import { calm } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

/** The chain holds within each flush, which is all that a test with one flush sees. */
export const chainLinkSkipped: SeededBug = {
  name: 'chain-link-skipped',
  says: 'The head keeps its old hash: the first event of a flush does not follow the last of the one before.',
  patches: [
    {
      file: 'libs/event-log/src/postgres/append.sql.ts',
      find: `SET position = place, hash = link, recorded_at = now_at`,
      replace: `SET position = place, recorded_at = now_at`,
    },
  ],
  scenario: calm,
  caughtBy: ['chain'],
};
