import { calm } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

/** "Somebody was faster: then it comes after theirs." What was decided on the older state is stored as it is. */
export const expectedVersionIgnored: SeededBug = {
  name: 'expected-version-ignored',
  says: 'After a version conflict the same events are appended at the next version, without deciding again.',
  patches: [
    {
      file: 'libs/event-log/src/runner/create-decide-runner.ts',
      find: `      if (error instanceof WrongExpectedVersion) return { again: 'conflict', stream: error.stream };
      throw error;`,
      replace: `      if (!(error instanceof WrongExpectedVersion)) throw error;
      const { stream, actual } = error;
      const moved = streams.map((one) => (one.stream === stream ? { ...one, expectedVersion: actual } : one));
      return this.append(context, { streams: moved, result }, loader);`,
    },
  ],
  scenario: calm,
  caughtBy: ['one-end', 'one-decision'],
};
