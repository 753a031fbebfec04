import { logNames } from '@countersign/contracts';
import { each, together } from './check.js';
import type { Check } from './check.js';

export const mirrors: Check = {
  says: 'Every mirror holds each event of its log once, byte for byte, and its sequence is the position.',
  check: ({ logs, mirrors: all, rebuilt }) =>
    together(
      ...logNames.map((log) => {
        const { first, messages } = all[log];
        const begins = first === 1 || messages.length === 0;
        const whole = each('mirrors', [messages.length], (count) => [
          ...(begins ? [] : [`the mirror of the ${log} log begins at ${first}`]),
          ...(count === rebuilt.heads[log]
            ? []
            : [`it holds ${count} of ${rebuilt.heads[log]} events of ${log}`]),
        ]);
        const events = logs[log].events;
        const same = each('mirrors', messages, ({ sequence, position, hash, body }) => {
          const event = events[sequence - 1];
          if (position !== sequence) return `sequence ${sequence} of ${log} says it is position ${position}`;
          return event?.hash === hash && event.body === body
            ? null
            : `sequence ${sequence} of ${log} differs from the log`;
        });
        return together(whole, same);
      }),
    ),
};
