import { calm } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

/** "The account's stream is a busy one: it should not make check-outs fail." */
export const accountNotWritten: SeededBug = {
  name: 'account-not-written',
  says: 'A check-out reads the account, and does not belong to its stream.',
  patches: [
    {
      file: 'libs/request/domain/src/streams.ts',
      find: `      return [...withAccount(known.data), ticketStream(known.data.ticketId)];`,
      replace: `      return [requestStream(known.data.requestId), ticketStream(known.data.ticketId)];`,
    },
  ],
  scenario: calm,
  caughtBy: ['exclusive'],
};
