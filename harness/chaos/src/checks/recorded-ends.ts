import { each, together } from './check.js';
import type { Check } from './check.js';
import { livesOf, typed } from './lives.js';
import { ENDINGS } from './uses.js';
import { windowEnd } from './fold.js';

/** Longer than the product needs to record an end once nothing is broken any more. */
const GRACE_MS = 5_000;

export const recordedEnds: Check = {
  says: 'What has come by the clock is on record: no request waits beyond its time, no access stands beyond its end.',
  check: (observed) => {
    const due = observed.rebuilt.at - GRACE_MS;
    const waiting = livesOf(observed).filter(({ policy, expiresAt }) => policy && expiresAt < due);
    const granted = livesOf(observed).filter((life) => windowEnd(life.request) < due);
    return together(
      each('recorded-ends', waiting, (life) =>
        life.approval.some(({ type }) => type !== 'approval.opened' && type !== 'approval.decided')
          ? null
          : `${life.id} was to expire, and nothing says that it did`,
      ),
      each('recorded-ends', granted, (life) =>
        typed(life.request, ...ENDINGS).length
          ? null
          : `the access of ${life.id} is over, and nothing says so`,
      ),
    );
  },
};
