import { crashes } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

/** "Twice as many appends a second", with one more setting of the connection. */
export const answeredBeforeDurable: SeededBug = {
  name: 'answered-before-durable',
  says: 'Appends are answered before the database has written them down (synchronous_commit = off).',
  patches: [
    {
      file: 'libs/event-log/src/postgres/connection-settings.ts',
      find: `-c plan_cache_mode=force_generic_plan -c`,
      replace: `-c plan_cache_mode=force_generic_plan -c synchronous_commit=off -c`,
    },
  ],
  scenario: crashes,
  caughtBy: ['acknowledged'],
};
