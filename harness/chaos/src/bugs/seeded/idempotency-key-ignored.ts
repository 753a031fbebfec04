import { calm } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

/** The id of the call, which every log line has, made part of what identifies the command. */
export const idempotencyKeyIgnored: SeededBug = {
  name: 'idempotency-key-ignored',
  says: 'Each call is a command of its own: the same Idempotency-Key again is another command.',
  patches: [
    {
      file: 'libs/event-log/src/command-id.ts',
      find: `['http', issuer, subject, operation, target, key] :`,
      replace: `['http', issuer, subject, operation, target, key, randomUUID()] :`,
    },
  ],
  scenario: calm,
  caughtBy: ['acknowledged'],
};
