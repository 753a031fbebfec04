import { calm, lastMoments } from '../scenarios.js';
import type { SeededBug } from '../seeded-bug.js';

// Bugs of accesses: who holds an account, and for how long.

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

/** Right for policies whose clock starts at check-out, and taken for all of them. */
export const checkOutRestartsClock: SeededBug = {
  name: 'check-out-restarts-clock',
  says: 'Every check-out lasts the whole duration from now on, also beyond the end of the window.',
  patches: [
    {
      file: 'libs/request/domain/src/check-out.ts',
      find: `  return window.accessStarts === 'check-out' ? after(now.getTime(), window.duration) : window.endsAt;`,
      replace: `  const since = window.accessStarts === 'check-out' ? 0 : Date.parse(window.startsAt);
  return after(Math.max(now.getTime(), since), window.duration);`,
    },
  ],
  scenario: calm,
  caughtBy: ['in-window'],
};

/** "The end is on record within a second." */
export const usedAfterEnd: SeededBug = {
  name: 'used-after-end',
  says: 'A check-out looks at the ends on record, not at the end of the window.',
  patches: [
    {
      file: 'libs/request/domain/src/usable-access.ts',
      find: `  const ended = accessStatus(access, now) === 'ended';
  if (ended || (access.status !== 'granted' && access.status !== 'checked-out')) throw new AccessOver(access);`,
      replace: `  if (access.status !== 'granted' && access.status !== 'checked-out') throw new AccessOver(access);`,
    },
  ],
  scenario: lastMoments,
  caughtBy: ['in-window'],
};
