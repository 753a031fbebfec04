import { codePoints, foldForGlob } from './glob-name.js';
import { GlobSyntaxError } from './glob-syntax-error.js';

/** `[abc]`, `[a-z]`, `[!a-z]`, `[^a-z]`: one character of a set, never `/`. */
export interface CharClass {
  negated: boolean;
  /** Folded characters. */
  members: ReadonlySet<number>;
  /** From–to, inclusive, as written: a character is in when its lower or its upper case is. */
  ranges: readonly (readonly [number, number])[];
}

/** Whether a character, given folded and in upper case, is in the class. */
export function inClass({ negated, members, ranges }: CharClass, folded: number, upper: number): boolean {
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
    throw new GlobSyntaxError(`has a range from high to low: ${String.fromCodePoint(from, DASH, to)}`);
  }
  return [from, to];
}

function memberOf(point: number): number {
  const character = String.fromCodePoint(point);
  const [folded = point, ...more] = codePoints(foldForGlob(character));
  if (more.length)
    throw new GlobSyntaxError(`holds ${character} in [ ], which is two letters without regard to case`);
  return folded;
}
