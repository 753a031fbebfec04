/** A place in a pattern where any number of items may stand: `*` among characters, `**` among segments. */
export const GAP = Symbol('gap');

/** A sequence with gaps: what stands before the first, between two, and after the last. */
export interface Gapped<T> {
  head: T[];
  middles: T[][];
  tail: T[];
  /** False without any gap: then `head` is the whole sequence. */
  open: boolean;
}

/** Cuts a sequence at its gaps; gaps side by side are one. */
export function cutAtGaps<T>(items: (T | typeof GAP)[]): Gapped<T> {
  const runs: T[][] = [[]];
  for (const item of items) {
    if (item === GAP) runs.push([]);
    else runs.at(-1)?.push(item);
  }
  const [head = [], ...rest] = runs;
  const tail = rest.pop();
  return { head, middles: rest.filter((run) => run.length > 0), tail: tail ?? [], open: tail !== undefined };
}

/**
 * Whether a gapped sequence fits a subject of `length` places. Head and tail are anchored; each middle run takes
 * the leftmost place it fits, which is right because a later gap can always make up for an earlier one. Nothing is
 * ever tried again further left, so the work is at most length × the longest middle run: no pattern is exponential.
 *
 * @param fitsAt - whether an item fits a place of the subject
 */
export function fits<T>(
  { head, middles, tail, open }: Gapped<T>,
  length: number,
  fitsAt: FitsAt<T>,
): boolean {
  if (open ? length < head.length + tail.length : length !== head.length) return false;
  const end = length - tail.length;
  if (!runFits(head, 0, fitsAt) || !runFits(tail, end, fitsAt)) return false;
  let at = head.length;
  for (const run of middles) {
    const found = firstFit(run, at, end, fitsAt);
    if (found === undefined) return false;
    at = found + run.length;
  }
  return true;
}

type FitsAt<T> = (item: T, at: number) => boolean;

function firstFit<T>(run: T[], from: number, end: number, fitsAt: FitsAt<T>): number | undefined {
  for (let at = from; at + run.length <= end; at++) if (runFits(run, at, fitsAt)) return at;
  return undefined;
}

function runFits<T>(run: T[], from: number, fitsAt: FitsAt<T>): boolean {
  for (let i = 0; i < run.length; i++) {
    if (!fitsAt(run[i] as T, from + i)) return false;
  }
  return true;
}
