import type { Gapped } from './gapped.js';
import { weightOf } from './glob-segment.js';
import type { SegmentPattern, Token } from './glob-segment.js';

/** Characters of the longest folded name: 256 as written, each of which folds to three at most. */
export const LONGEST_NAME = 768;

/**
 * An upper bound of the comparisons that matching takes on any name, known before any name is seen. It follows
 * `fits`: what is anchored is compared once; a run between gaps at each place at most.
 */
export function costOf(segments: Gapped<SegmentPattern>): number {
  const anchored = [...segments.head, ...segments.tail];
  const sliding = segments.middles.flat();
  return sum(anchored, (segment) => anchoredCost(segment)) + sum(sliding, (segment) => slidingCost(segment));
}

/** A segment compared with one segment of the name, which may be all of it. */
function anchoredCost({ tokens }: SegmentPattern): number {
  const longestRun = Math.max(0, ...tokens.middles.map(weight));
  return 1 + weight(tokens.head) + weight(tokens.tail) + longestRun * (LONGEST_NAME + tokens.middles.length);
}

/** A segment compared with every segment of the name: their lengths add up to that of the name. */
function slidingCost({ tokens }: SegmentPattern): number {
  const places = LONGEST_NAME + 1;
  const longestRun = Math.max(0, ...tokens.middles.map(weight));
  return places * (1 + weight(tokens.head) + weight(tokens.tail) + longestRun * (1 + tokens.middles.length));
}

const weight = (run: Token[]): number => sum(run, weightOf);
const sum = <T>(items: T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0);
