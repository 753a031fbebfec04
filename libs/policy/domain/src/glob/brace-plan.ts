import { rangeAt } from './brace-range.js';
import { GlobSyntaxError } from './glob-syntax-error.js';

/** What the braces of a pattern come to, found without expanding them. */
export interface BracePlan {
  /** How many patterns they stand for: 1 without braces. */
  count: number;
  /** Where ranges stand, from `{` to after `}`. */
  ranges: { from: number; to: number }[];
}

/**
 * Counts what the braces of a pattern stand for, so that expanding can be refused before it is tried.
 * `{a,b}` are alternatives and may be nested; `{1..20}`, `{01..20}` and `{a..f}` are ranges, with an optional step
 * (`{0..20..5}`). Within `[ ]` a brace is no brace.
 * @throws GlobSyntaxError on unbalanced braces, on a group without a choice, on a range that is none
 */
export function planBraces(pattern: string): BracePlan {
  const plan: BracePlan = { count: 1, ranges: [] };
  const { count, end } = countSequence(pattern, 0, plan, false);
  if (end < pattern.length) throw new GlobSyntaxError('has a } without a {');
  return { ...plan, count };
}

/** Up to the end of the pattern, or within a group up to its next `,` or `}`. */
function countSequence(pattern: string, from: number, plan: BracePlan, inGroup: boolean): Counted {
  let [count, at] = [1, from];
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
  let [count, alternatives, at] = [0, 0, open];
  do {
    const one = countSequence(pattern, at + 1, plan, true);
    [count, alternatives, at] = [count + one.count, alternatives + 1, one.end];
  } while (pattern[at] === ',');
  if (at >= pattern.length) throw new GlobSyntaxError('has a { without a }');
  if (alternatives < 2) throw new GlobSyntaxError('has braces without a choice: write {a,b} or {1..9}');
  return { count, end: at + 1 };
}

interface Counted {
  count: number;
  /** After what was counted. */
  end: number;
}
