import { calm } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

/** Names are shown as they were written, so they were hashed as they were written. */
export const accountSpeltOtherwise: SeededBug = {
  name: 'account-spelt-otherwise',
  says: 'Another spelling of an account is another account: both can be checked out exclusively.',
  patches: [
    {
      file: 'libs/request/domain/src/streams.ts',
      find: 'return `account-${hashOf(foldName(resource), foldName(account))}`;',
      replace: 'return `account-${hashOf(resource, account)}`;',
    },
  ],
  scenario: calm,
  caughtBy: ['exclusive'],
};
