import { each } from './check.js';
import type { Check } from './check.js';
import { dataOf, livesOf, typed } from './lives.js';

/** Ends that people bring about. */
const BY_PEOPLE = ['approval.approved', 'approval.rejected', 'approval.cancelled'];

export const inTime: Check = {
  says: 'Nobody ends a request when its time is over: it has expired then, whether or not that is on record yet.',
  check: (observed) =>
    each(
      'in-time',
      livesOf(observed).flatMap((life) => typed(life.approval, ...BY_PEOPLE).map((end) => ({ life, end }))),
      ({ life, end }) => {
        const late = Date.parse(dataOf<{ at: string }>(end).at) - life.expiresAt;
        return late >= 0 ? `${end.type} of ${life.id} is of ${late} ms after its time was over` : null;
      },
    ),
};
