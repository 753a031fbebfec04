import micromatch from 'micromatch';
import type { BracePlan } from './brace-plan.js';

/**
 * Characters that micromatch's brace expansion reads as its own (escapes, quotes, `$` before a brace, dots that
 * could be a range) or drops. In a pattern they are ordinary, so they travel as control characters, which no
 * pattern may hold, and are put back afterwards.
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
