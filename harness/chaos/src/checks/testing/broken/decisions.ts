import { people } from '../../../people/people.js';
import { find, data, remove, repeat, lastTry, later } from './breaking.js';
import type { Broken } from './breaking.js';

export const brokenDecisions: Broken[] = [
  [
    'one-decision',
    'one person twice',
    (run) =>
      Object.assign(data(find(run, 'approval', 'approval.decided', 1)).decision, {
        by: data(find(run, 'approval', 'approval.decided')).decision['by'],
      }),
    /decided twice/,
  ],
  [
    'eligible',
    'a stranger',
    (run) => (data(find(run, 'approval', 'approval.decided')).decision['by'] = people.broker),
    /is not one of its approvers/,
  ],
  [
    'eligible',
    'the requester',
    (run) => (data(find(run, 'approval', 'approval.decided')).decision['by'] = people.requesters[0]),
    /is the requester/,
  ],
  [
    'eligible',
    'too late',
    (run) => (data(find(run, 'approval', 'approval.decided')).decision['at'] = '2026-02-01T09:00:00.000Z'),
    /after the time was over/,
  ],
  [
    'eligible',
    'a time made up',
    (run) => (data(find(run, 'approval', 'approval.decided')).decision['at'] = '2026-01-01T09:00:00.000Z'),
    /when it was not under way/,
  ],
  [
    'eligible',
    'one too many',
    (run) => repeat(run, 'approval', find(run, 'approval', 'approval.decided', 1)),
    /when the step had all it needs/,
  ],
  [
    'in-time',
    'cancelled too late',
    (run) =>
      Object.assign(data(find(run, 'approval', 'approval.cancelled')), { at: '2026-02-01T09:00:00.000Z' }),
    /approval\.cancelled .* after its time was over/,
  ],
  [
    'quorum',
    'too few',
    (run) => remove(run, 'approval', find(run, 'approval', 'approval.decided')),
    /was approved with 1 of 2 people/,
  ],
  [
    'quorum',
    'enough, and no approval',
    (run) => remove(run, 'approval', find(run, 'approval', 'approval.approved')),
    /has all the approvals it needs/,
  ],
  [
    'decided',
    'a missing decision',
    (run) => remove(run, 'approval', find(run, 'approval', 'approval.decided')),
    /was told that they approved/,
  ],
  [
    'decided',
    'an answer that does not show it',
    (run) => Object.assign(lastTry(run.lastApproval).said?.request ?? {}, { decisions: [] }),
    /does not show it/,
  ],
  [
    'current',
    'an answer that forgets an approval',
    (run) =>
      Object.assign(lastTry(run.lastApproval).said?.request ?? {}, { decisions: ['0 guard-2 approve'] }),
    /does not show the approval of guard-1/,
  ],
  [
    'current',
    'pending again',
    (run) => {
      Object.assign(lastTry(run.submission), { sentAt: run.observed.rebuilt.at });
      Object.assign(lastTry(run.checkOut).said?.request ?? {}, { status: 'pending' });
      later(lastTry(run.checkOut));
    },
    /was shown as pending/,
  ],
  [
    'current',
    'in use after it was given back',
    (run) => later(lastTry(run.checkOut)),
    /was shown as .* after its end/,
  ],
  [
    'one-pending',
    'two for the same',
    (run) => remove(run, 'request', find(run, 'request', 'request.cancelled')),
    /was accepted while/,
  ],
  [
    'one-end',
    'two ends',
    (run) => repeat(run, 'approval', find(run, 'approval', 'approval.cancelled')),
    /ended 2 times/,
  ],
  [
    'one-end',
    'a request that did not follow',
    (run) => remove(run, 'request', find(run, 'request', 'request.cancelled')),
    /ended as nothing, its approval as cancelled/,
  ],
  [
    'endings-known',
    'an end made up',
    (run) => Object.assign(lastTry(run.lastApproval).said?.request ?? {}, { outcome: 'rejected' }),
    /was told that .* is rejected/,
  ],
  [
    'recorded-ends',
    'an expiry forgotten',
    (run) => remove(run, 'approval', find(run, 'approval', 'approval.expired')),
    /was to expire/,
  ],
  [
    'recorded-ends',
    'an end forgotten',
    (run) => (data(find(run, 'request', 'access.checked_out', 1))['endsAt'] = '2026-01-31T09:00:01.000Z'),
    /is over, and nothing says so/,
  ],
];
