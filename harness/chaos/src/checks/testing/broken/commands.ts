import { find, commandAt, lastTry, later, earlier } from './breaking.js';
import type { Broken } from './breaking.js';

export const brokenCommands: Broken[] = [
  [
    'acknowledged',
    'an approval that its log forgot',
    (run) =>
      run.observed.logs.approval.commands.splice(
        commandAt(run, 'approval', find(run, 'approval', 'approval.decided', -1)),
        1,
      ),
    /was acknowledged, and the log knows nothing of it/,
  ],
  [
    'acknowledged',
    'an approval stored as another person’s',
    (run) => Object.assign(find(run, 'approval', 'approval.decided').said.actor, { id: 'guard-9' }),
    /is on record as done by guard-9/,
  ],
  [
    'acknowledged',
    'an answer that says where it is not',
    (run) => Object.assign(lastTry(run.checkIn).said ?? {}, { position: 'request=1' }),
    /was answered with request=1/,
  ],
  [
    'acknowledged',
    'an answer with the id of something else',
    (run) => run.submission.tries.forEach(({ said }) => Object.assign(said ?? {}, { requestId: 'another' })),
    /answered with another, stored with/,
  ],
  [
    'acknowledged',
    'an acknowledged command without its event',
    (run) => (find(run, 'request', 'access.checked_in').type = 'access.nothing'),
    /stored access.checked_in 0 times/,
  ],
  [
    'acknowledged',
    'a refusal of other names as the answer',
    (run) => Object.assign(run.repeatedRefusal, { body: { resource: 'nobody-governs-2', account: 'root' } }),
    /was acknowledged, and the log knows nothing of it/,
  ],
  [
    'acknowledged',
    'another person’s refusal as the answer',
    (run) => Object.assign(run.repeatedRefusal, { person: { id: 'somebody-else' } }),
    /was acknowledged, and the log knows nothing of it/,
  ],
  [
    'acknowledged',
    'a refusal of more than a minute ago as the answer',
    (run) => later(lastTry(run.repeatedRefusal), 70_000),
    /was acknowledged, and the log knows nothing of it/,
  ],
  [
    'unacknowledged',
    'a refusal of what is stored',
    (run) => Object.assign(lastTry(run.checkIn).said ?? {}, { status: 409, code: 'access-over' }),
    /is stored, and everybody was told no/,
  ],
  [
    'unacknowledged',
    'a repeat that is refused',
    (run) =>
      run.checkIn.tries.push({
        ...lastTry(run.checkIn),
        sentAt: run.observed.rebuilt.at,
        said: run.tooLate.tries[0]?.said ?? null,
      }),
    /is stored, and was then refused: not-pending/,
  ],
  [
    'unacknowledged',
    'a command that never got an answer',
    (run) => (lastTry(run.checkIn).said = null),
    /has no final answer after all/,
  ],
  [
    'repeats',
    'a repeat with another id',
    (run) => Object.assign(lastTry(run.submission).said ?? {}, { requestId: 'another' }),
    /was answered differently/,
  ],
  [
    'repeats',
    'a key that is good for another body',
    (run) => run.observed.history.commands.push({ ...run.submission, keyReused: true }),
    /with the key of another body was answered with 201/,
  ],
  [
    'unasked',
    'a command that nobody sent',
    (run) => run.observed.history.commands.splice(run.observed.history.commands.indexOf(run.checkIn), 1),
    /nobody sent access.checked_in/,
  ],
  [
    'unasked',
    'events of no command',
    (run) => run.observed.logs.request.commands.splice(2, 1),
    /the events of a command in the request log/,
  ],
  [
    'refusals',
    'decided by an old state',
    (run) => later(lastTry(run.inUse), 1_000),
    /without a reason: 409 account-in-use/,
  ],
  [
    'refusals',
    'not pending before it ended',
    (run) => earlier(lastTry(run.tooLate)),
    /without a reason: 409 not-pending/,
  ],
  [
    'refusals',
    'a duplicate of nothing',
    (run) => earlier(lastTry(run.duplicate)),
    /without a reason: 409 duplicate-request/,
  ],
  [
    'refusals',
    'a code of its own',
    (run) => Object.assign(lastTry(run.tooLate).said ?? {}, { code: 'because' }),
    /without a reason: 409 because/,
  ],
];
