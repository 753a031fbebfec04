import { LONGEST_FEED_SLICE_MS } from '@countersign/contracts';
import type { AuditFeedAnswer } from '@countersign/contracts';

/** One call of the reporting service: a page after a cursor, with a maximum wait in milliseconds. */
export type AskForSlice = (after: string | undefined, waitMs: number) => Promise<AuditFeedAnswer>;

/**
 * Long-polls in slices, each as long as a call may take, until there are events, the time is over, the answer is no
 * longer wanted, or the service has no room for waiting calls.
 * @param isWanted - false when the client is gone or the gateway is ending
 */
export async function pollFeed(
  ask: AskForSlice,
  after: string | undefined,
  waitSeconds: number,
  isWanted: () => boolean,
): Promise<AuditFeedAnswer> {
  const until = performance.now() + waitSeconds * 1000;
  let answer = await ask(after, sliceUntil(until));
  while (answer.items.length === 0 && answer.waited && isWanted()) {
    const waitMs = sliceUntil(until);
    if (waitMs === 0) break;
    answer = await ask(answer.nextCursor, waitMs);
  }
  return answer;
}

const sliceUntil = (until: number): number =>
  Math.min(LONGEST_FEED_SLICE_MS, Math.max(0, Math.round(until - performance.now())));
