import { logNames } from '@countersign/contracts';
import type { LogName } from '@countersign/contracts';
import type { Observed } from '../observe/observed.js';
import { each, together } from './check.js';
import type { Check, Checked } from './check.js';

/** Each message is the event of its position. */
function same({ logs, mirrors: all }: Observed, log: LogName): Checked {
  const { events } = logs[log];
  return each('mirrors', all[log], ({ sequence, position, hash, body }) => {
    const event = events[sequence - 1];
    if (position !== sequence) return `sequence ${sequence} of ${log} says it is position ${position}`;
    return event?.hash === hash && event.body === body
      ? null
      : `sequence ${sequence} of ${log} differs from the log`;
  });
}

export const mirrors: Check = {
  says: 'Every mirror holds each event of its log once, byte for byte, and its sequence is the position.',
  check: (observed) =>
    together(
      each('mirrors', logNames, (log) => {
        const held = new Set(observed.mirrors[log].map(({ sequence }) => sequence)).size;
        const head = observed.rebuilt.heads[log];
        return held === head ? null : `the mirror of the ${log} log holds ${held} of ${head} events`;
      }),
      ...logNames.map((log) => same(observed, log)),
    ),
};
