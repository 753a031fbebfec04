import { LONGEST_FEED_SLICE_MS } from '@countersign/contracts';
import type { AuditFeedAnswer } from '@countersign/contracts';

/** One call of the reporting service: a page after a cursor, waited for up to so many milliseconds. */
export type AskForSlice = (after: string | undefined, waitMs: number) => Promise<AuditFeedAnswer>;

/**
 * Waits in slices, each as long as a call may take: until something comes, the time is over, nobody is there to be
 * answered any more, or the service has no room for those who wait.
 * @param isWanted - false when the client is gone or the gateway is to end
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
