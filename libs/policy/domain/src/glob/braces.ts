import micromatch from 'micromatch';
import { GlobSyntaxError } from './glob-segment.js';

/** What the braces of a pattern come to, found without expanding them. */
interface BracePlan {
  /** How many patterns they stand for: 1 without braces. */
  count: number;
  /** Where ranges stand, from `{` to after `}`. */
  ranges: { from: number; to: number }[];
}

/**
 * Counts what the braces of a pattern stand for, so that expanding can be refused before it is tried.
 * `{a,b}` are alternatives and may be nested; `{1..20}`, `{01..20}` and `{a..f}` are ranges, with an optional step
 * (`{0..20..5}`). Within `[ ]` a brace is no brace.
 * @throws GlobSyntaxError on unbalanced braces, on braces that offer no choice, on an invalid range
 */
export function planBraces(pattern: string): BracePlan {
  const plan: BracePlan = { count: 1, ranges: [] };
  const { count, end } = countSequence(pattern, 0, plan, false);
  if (end < pattern.length) throw new GlobSyntaxError('has a } without a {');
  return { ...plan, count };
}

/** Up to the end of the pattern, or within a group up to its next `,` or `}`. */
function countSequence(pattern: string, from: number, plan: BracePlan, inGroup: boolean): Counted {
  let count = 1;
  let at = from;
  while (at < pattern.length && pattern[at] !== '}' && !(inGroup && pattern[at] === ',')) {
    if (pattern[at] === '{') {
      const group = countGroup(pattern, at, plan);
      count *= group.count;
      at = group.end;
    } else at = pattern[at] === '[' ? pattern.indexOf(']', at) + 1 || pattern.length : at + 1;
  }
  return { count, end: at };
}

function countGroup(pattern: string, open: number, plan: BracePlan): Counted {
  const range = rangeAt(pattern, open);
  if (range) {
    plan.ranges.push({ from: open, to: range.end });
    return range;
  }
  let count = 0;
  let alternatives = 0;
  let at = open;
  do {
    const alternative = countSequence(pattern, at + 1, plan, true);
    count += alternative.count;
    alternatives++;
    at = alternative.end;
  } while (pattern[at] === ',');
  if (at >= pattern.length) throw new GlobSyntaxError('has a { without a }');
  if (alternatives < 2) throw new GlobSyntaxError('has braces that offer no choice; write {a,b} or {1..9}');
  return { count, end: at + 1 };
}

interface Counted {
  count: number;
  /** After what was counted. */
  end: number;
}

const RANGE = /\{([^{},[\]]*)\}/y;
const NUMBER = /^-?\d{1,9}$/;

/**
 * The range that begins at a `{`, with how many values it stands for; undefined when it is no range but alternatives.
 * @throws GlobSyntaxError on a text with `..` that is neither numbers nor letters of one case
 */
function rangeAt(pattern: string, open: number): { count: number; end: number } | undefined {
  RANGE.lastIndex = open;
  const inside = RANGE.exec(pattern)?.[1];
  if (!inside?.includes('..')) return undefined;
  return { count: countRange(inside), end: open + inside.length + 2 };
}

function countRange(inside: string): number {
  const [from = '', to = '', step = '1', ...more] = inside.split('..');
  const ends = boundsOf(from, to);
  if (!ends || !NUMBER.test(step) || Number(step) === 0 || more.length) {
    throw new GlobSyntaxError(`has an invalid range: {${inside}}`);
  }
  return Math.floor(Math.abs(ends[1] - ends[0]) / Math.abs(Number(step))) + 1;
}

function boundsOf(from: string, to: string): [number, number] | undefined {
  if (NUMBER.test(from) && NUMBER.test(to)) return [Number(from), Number(to)];
  const letters = from + to;
  const sameCase = /^[a-z]{2}$/.test(letters) || /^[A-Z]{2}$/.test(letters);
  return sameCase && from.length === 1 ? [from.charCodeAt(0), to.charCodeAt(0)] : undefined;
}

/**
 * Characters that micromatch's brace expansion reads as its own (escapes, quotes, `$` before a brace, dots that
 * could be a range) or drops. In a pattern they are ordinary, so they are replaced by control characters, which no
 * pattern may contain, and restored afterwards.
 */
const ORDINARY = '\\\'"`$.\u00a0\ufeff';
const STAND_INS = '\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008';

/** The patterns that a pattern's braces stand for, each once. Call it only when `plan.count` is acceptable. */
export function expandBraces(pattern: string, plan: BracePlan): string[] {
  if (!pattern.includes('{')) return [pattern];
  const inRange = (at: number) => plan.ranges.some(({ from, to }) => from <= at && at < to);
  const masked = pattern.replace(/[\\'"`$.\u00a0\ufeff]/g, (character, at: number) =>
    inRange(at) ? character : (STAND_INS[ORDINARY.indexOf(character)] ?? character),
  );
  return [...new Set(micromatch.braces(masked, { expand: true }).map(unmask))];
}

function unmask(text: string): string {
  return text.replace(/[\u0001-\u0008]/g, (standIn) => ORDINARY[STAND_INS.indexOf(standIn)] ?? standIn);
}
