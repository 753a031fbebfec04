import type { Membership } from '@countersign/contracts';
import { find, lastTry, remove, repeat } from './breaking.js';
import type { Broken } from './breaking.js';

export const brokenLog: Broken[] = [
  [
    'versions',
    'a version left out',
    (run) => (find(run, 'request', 'access.checked_in').said.streams[0] as Membership).version++,
    /is version 6 of/,
  ],
  [
    'versions',
    'an event twice',
    (run) => repeat(run, 'request', find(run, 'request', 'access.granted')),
    /has the id of another event/,
  ],
  [
    'versions',
    'a membership in another stream',
    (run) => ((find(run, 'request', 'access.checked_in').memberships[0] as Membership).id += 'x'),
    /contradict its body/,
  ],
  [
    'private-texts',
    'a changed text',
    (run) => (find(run, 'request', 'access.checked_in').private = '{}'),
    /is not the one that was hashed/,
  ],
  [
    'private-texts',
    'a name in the hashed part',
    (run) => {
      const event = find(run, 'request', 'access.checked_in');
      event.body += (JSON.parse(event.private ?? '{}') as { name: string }).name.replace(/.*/, (name) =>
        JSON.stringify(name),
      );
    },
    /names /,
  ],
  ['gapless', 'a gap', (run) => remove(run, 'request', find(run, 'request', 'access.checked_in')), /belongs/],
  [
    'gapless',
    'a head that is ahead',
    (run) => run.observed.logs.request.head.position++,
    /the head of the request log/,
  ],
  [
    'chain',
    'a changed event',
    (run) => void (find(run, 'request', 'access.granted').body += ' '),
    /is not that of its content/,
  ],
  [
    'clock',
    'a time that goes back',
    (run) => void (find(run, 'request', 'access.granted').recordedAt += 1e9),
    /before its predecessor/,
  ],
  [
    'mirrors',
    'a missing message',
    (run) => void run.observed.mirrors.request.pop(),
    /the mirror of the request log holds \d+ of \d+ events/,
  ],
  [
    'mirrors',
    'a stray message',
    ({ observed: { mirrors } }) => mirrors.request.forEach((one) => one.sequence++),
    /says it is position/,
  ],
  [
    'mirrors',
    'another text',
    ({ observed }) => void Object.assign(observed.mirrors.approval[2] ?? {}, { body: '{}' }),
    /differs from the log/,
  ],
  [
    'feed',
    'an event left out',
    ({ observed }) => observed.history.feed.events.splice(3, 1),
    /in the feed 5 of policy comes after 3/,
  ],
  [
    'feed',
    'an event of another history',
    ({ observed }) => Object.assign(observed.history.feed.events[3] ?? {}, { hash: 'another' }),
    /has another event at 4 of policy/,
  ],
  [
    'feed',
    'an end that never came',
    (run) => {
      run.observed.history.feed.events.pop();
      Object.assign(lastTry(run.lastApproval).said ?? {}, { position: 'approval=99' });
    },
    /ended at \d+, and 99 had been acknowledged/,
  ],
  [
    'feed',
    'a reader turned away',
    ({ observed }) => observed.history.feed.refusals.push('409 cursor-diverged'),
    /the auditor was refused: 409/,
  ],
  [
    'parked',
    'a parked event',
    ({ observed }) =>
      observed.rebuilt.parked.push({ consumer: 'inbox', log: 'request', position: 7, error: 'no' }),
    /inbox has parked position 7 of request: no/,
  ],
  [
    'caught-up',
    'a consumer behind',
    ({ observed }) => observed.late.push('inbox is at 6 of 7'),
    /inbox is at 6 of 7/,
  ],
];
