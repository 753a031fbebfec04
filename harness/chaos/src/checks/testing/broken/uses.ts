import { find, data, remove, repeat, lastTry, later, earlier } from './breaking.js';
import type { Broken } from './breaking.js';

export const brokenUses: Broken[] = [
  [
    'one-access',
    'two accesses',
    (run) => repeat(run, 'request', find(run, 'request', 'access.granted')),
    /was granted 2 accesses for 1/,
  ],
  [
    'one-access',
    'more than was asked',
    (run) => (data(find(run, 'request', 'access.granted'))['duration'] = 'PT2H'),
    /longer than was asked and allowed/,
  ],
  [
    'in-window',
    'after its window',
    (run) => (data(find(run, 'request', 'access.checked_out'))['at'] = '2026-02-01T09:00:00.000Z'),
    /after its window/,
  ],
  [
    'in-window',
    'before its window',
    (run) => (data(find(run, 'request', 'access.checked_out'))['at'] = '2026-01-01T09:00:00.000Z'),
    /before its window/,
  ],
  [
    'in-window',
    'an end put off',
    (run) => (data(find(run, 'request', 'access.checked_out'))['endsAt'] = '2026-01-31T19:00:00.000Z'),
    /has another end once it is checked out/,
  ],
  [
    'in-window',
    'by somebody else',
    (run) => Object.assign(find(run, 'request', 'access.checked_out').said.actor, { id: 'ben' }),
    /who did not ask for it/,
  ],
  [
    'in-window',
    'twice, after its end',
    (run) => repeat(run, 'request', find(run, 'request', 'access.checked_out')),
    /after its end/,
  ],
  [
    'one-end-of-access',
    'two ends',
    (run) => repeat(run, 'request', find(run, 'request', 'access.checked_in')),
    /ended 2 times/,
  ],
  [
    'exclusive',
    'two holders',
    (run) => remove(run, 'request', find(run, 'request', 'access.checked_in')),
    /took exclusive-VAULT while/,
  ],
  [
    'ticket-status',
    'active too long',
    (run) => {
      Object.assign(lastTry(run.standing).said?.standing ?? {}, { active: true });
      later(lastTry(run.standing));
    },
    /was active \d+ ms after its end/,
  ],
  ['ticket-status', 'over too soon', (run) => earlier(lastTry(run.standing)), /nothing had ended it/],
  [
    'ticket-status',
    'a ticket unknown',
    (run) => Object.assign(lastTry(run.standing), { said: run.tooLate.tries[0]?.said }),
    /was answered with 409/,
  ],
  ['handed-out', 'after its end', (run) => later(lastTry(run.checkOut)), /after its end/],
  [
    'handed-out',
    'for too long',
    (run) => Object.assign(lastTry(run.checkOut).said?.ticket ?? {}, { expires: 2e9 }),
    /good for longer than its access/,
  ],
];
