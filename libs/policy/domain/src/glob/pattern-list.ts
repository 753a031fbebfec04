import { globMatches } from './glob.js';
import type { Glob } from './glob.js';
import type { GlobName } from './glob-name.js';
import { compilePattern } from './pattern.js';

/** The patterns of one side of a condition: matched by any positive one, unless a negative one matches too. */
export interface PatternList {
  positives: Glob[];
  negatives: Glob[];
}

/** Compiles a list. @throws GlobSyntaxError on a pattern that could not have been saved */
export function compileList(patterns: readonly string[]): PatternList {
  const compiled = patterns.map(compilePattern);
  const globsOf = (negative: boolean) =>
    compiled.filter((p) => p.negative === negative).flatMap(({ globs }) => globs);
  return { positives: globsOf(false), negatives: globsOf(true) };
}

/** The matching positive pattern that names the most characters literally; undefined when the list does not match. */
export function bestMatch({ positives, negatives }: PatternList, name: GlobName): Glob | undefined {
  let best: Glob | undefined;
  for (const glob of positives) if (globMatches(glob, name)) best = closer(best, glob);
  return best && !negatives.some((glob) => globMatches(glob, name)) ? best : undefined;
}

function closer(best: Glob | undefined, next: Glob): Glob {
  if (!best) return next;
  const literalWins = Number(next.literal) - Number(best.literal);
  return (literalWins || next.literals - best.literals) > 0 ? next : best;
}
