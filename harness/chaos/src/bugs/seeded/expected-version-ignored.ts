import { calm } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

/** "Somebody was faster: then it comes after theirs." What was decided on the older state is stored as it is. */
export const expectedVersionIgnored: SeededBug = {
  name: 'expected-version-ignored',
  says: 'After a version conflict the same events are appended at the next version, without deciding again.',
  patches: [
    {
      file: 'libs/event-log/src/runner/create-decide-runner.ts',
      find: `      const expected = loader.expected(events);
      const appended = await this.log.append({ ...context, events, expected, result });`,
      replace: `      const appendAfter = (expected) =>
        this.log.append({ ...context, events, expected, result }).catch((error) => {
          if (!(error instanceof WrongExpectedVersion)) throw error;
          const { stream, actual } = error;
          return appendAfter(expected.map((one) => (one.stream === stream ? { stream, version: actual } : one)));
        });
      const appended = await appendAfter(loader.expected(events));`,
    },
  ],
  scenario: calm,
  caughtBy: ['one-end', 'one-decision'],
};
