import { foldName } from '@countersign/names';
import { codePoints } from './glob-name.js';
import type { GlobName, NameSegment } from './glob-name.js';

/** Why a pattern cannot be saved, as the end of a sentence that begins with the pattern. */
export class GlobSyntaxError extends Error {}

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

/** `[abc]`, `[a-z]`, `[!a-z]`, `[^a-z]`: one character of a set, never `/`. */
interface CharClass {
  negated: boolean;
  /** Folded characters. */
  members: ReadonlySet<number>;
  /** From–to, inclusive, as written: a character is in when its lower or its upper case is. */
  ranges: readonly (readonly [number, number])[];
}

/** Whether a character, given folded and in upper case, is in the class. */
function inClass({ negated, members, ranges }: CharClass, folded: number, upper: number): boolean {
  const listed =
    members.has(folded) ||
    ranges.some(([from, to]) => (from <= folded && folded <= to) || (from <= upper && upper <= to));
  return listed !== negated;
}

/**
 * Reads what stands between `[` and `]`.
 * @throws GlobSyntaxError on nothing inside, on a range from high to low, on a character that cannot stand there
 */
export function parseClass(inside: string): CharClass {
  const negated = /^[!^]/.test(inside);
  const points = codePoints(negated ? inside.slice(1) : inside);
  if (!points.length) throw new GlobSyntaxError('has an empty [ ]');
  const members = new Set<number>();
  const ranges: [number, number][] = [];
  for (let i = 0; i < points.length; i++) {
    const from = points[i] ?? 0;
    const to = points[i + 2];
    if (points[i + 1] === DASH && to !== undefined) {
      ranges.push(rangeOf(from, to));
      i += 2;
    } else members.add(memberOf(from));
  }
  return { negated, members, ranges };
}

const DASH = 0x2d;

function rangeOf(from: number, to: number): [number, number] {
  if (from > to) {
    throw new GlobSyntaxError(
      `has a range that runs from high to low: ${String.fromCodePoint(from, DASH, to)}`,
    );
  }
  return [from, to];
}

function memberOf(point: number): number {
  const character = String.fromCodePoint(point);
  const [folded = point, ...more] = codePoints(foldName(character));
  if (more.length)
    throw new GlobSyntaxError(`contains ${character} in [ ], which becomes two letters when case is ignored`);
  return folded;
}

/** `?`: any one character. */
const ANY = Symbol('any');

/** One character of a segment pattern: a folded code point, any, or one of a class. */
export type Token = number | typeof ANY | CharClass;

/** A pattern for one `/` segment. */
export interface SegmentPattern {
  tokens: Gapped<Token>;
  /** Characters that stand for themselves. */
  literals: number;
  /** Nothing but `*`. */
  star: boolean;
  /** The last token is `*` or a class. */
  endsOpen: boolean;
}

/**
 * Compiles a segment pattern without braces.
 * @throws GlobSyntaxError see `parseClass`
 */
export function compileSegment(text: string): SegmentPattern {
  const items = [...text.matchAll(/\*+|\?|\[([^\]]*)\]|[^*?[]+/g)].flatMap(itemsOf);
  const last = items.at(-1);
  return {
    tokens: cutAtGaps(items),
    literals: items.filter((item) => typeof item === 'number').length,
    star: items.length === 1 && last === GAP,
    endsOpen: last === GAP || typeof last === 'object',
  };
}

function itemsOf([text, inside]: RegExpExecArray): (Token | typeof GAP)[] {
  if (inside !== undefined) return [parseClass(inside)];
  if (text === '?') return [ANY];
  if (text.startsWith('*')) return [GAP];
  return codePoints(foldName(text));
}

/** Whether a segment of a name fits; the name counts the comparisons. */
export function segmentFits(pattern: SegmentPattern, segment: NameSegment, name: GlobName): boolean {
  name.steps++;
  const { folded } = segment;
  return fits(pattern.tokens, folded.length, (token, at) => {
    name.steps += weightOf(token);
    if (typeof token === 'number') return token === folded[at];
    return token === ANY || inClass(token, folded[at] ?? 0, segment.upper[at] ?? 0);
  });
}

/** Comparisons one token may take. */
export function weightOf(token: Token): number {
  return typeof token === 'object' ? 1 + token.ranges.length : 1;
}
