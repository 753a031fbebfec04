/** Reads that wait for a consumer wait so much longer at most. */
const LONGEST_MS = 50;
/** Shorter than a timer can be set for. */
const SHORTEST_MS = 1;

/**
 * How long a consumer rests after a batch, so that the next one holds more and there are fewer of them: twice as long
 * as the batch took, which is hardly at all until there is load. After quiet there is nothing to rest from, and none
 * rests that has more before it than a batch holds.
 */
export function restAfter(taken: number, batchSize: number, tookMs: number): number {
  if (taken === 0 || taken >= batchSize || tookMs < SHORTEST_MS) return 0;
  return Math.min(2 * tookMs, LONGEST_MS);
}
