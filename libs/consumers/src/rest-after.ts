/** Reads that wait for a consumer wait so much longer at most. */
const LONGEST_MS = 50;
/** Whoever is so many events behind catches up, and has no use for more to gather. */
const MANY = 200;
/** Shorter than a timer can be set for. */
const SHORTEST_MS = 1;

/**
 * How long a consumer rests after a batch, so that the next one holds more and there are fewer of them: twice as long
 * as the batch took, which is hardly at all until there is load. After quiet there is nothing to rest from, and none
 * rests that is far behind.
 */
export function restAfter(taken: number, behind: number, tookMs: number): number {
  if (taken === 0 || behind >= MANY || tookMs < SHORTEST_MS) return 0;
  return Math.min(2 * tookMs, LONGEST_MS);
}
