import type { LogName } from '@countersign/contracts';
import type { Observed } from '../observe/observed.js';
import type { FeedEvent } from '../load/history.js';
import { each, together } from './check.js';
import type { Check } from './check.js';
import { byKey } from './lives.js';

/** An event in the feed, with the previous event of the same log there. */
function inOrder({ history }: Observed): { event: FeedEvent; before: number }[] {
  const logs = byKey(history.feed.events, ({ log }) => log);
  return [...logs.values()].flatMap((events) =>
    events.map((event, i) => ({ event, before: events[i - 1]?.position ?? 0 })),
  );
}

export const feed: Check = {
  says: 'A reader of the audit feed gets each event of each log once and in order, whatever happens.',
  check: (observed) => {
    const last = byKey(observed.history.feed.events, ({ log }) => log);
    return together(
      each('feed', inOrder(observed), ({ event: { log, position, hash }, before }) => {
        if (position !== before + 1) return `in the feed ${position} of ${log} comes after ${before}`;
        const stored = observed.logs[log as LogName].events[position - 1];
        return stored?.hash === hash
          ? null
          : `the feed has another event at ${position} of ${log} than the log`;
      }),
      each('feed', [...observed.history.acknowledgedEnds()], ([log, end]) => {
        const read = last.get(log)?.at(-1)?.position ?? 0;
        return read >= end ? null : `the feed of ${log} ended at ${read}, and ${end} had been acknowledged`;
      }),
      each('feed', observed.history.feed.refusals, (refusal) => `the auditor was refused: ${refusal}`),
    );
  },
};
