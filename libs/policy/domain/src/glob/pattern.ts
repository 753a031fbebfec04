import { expandBraces, planBraces } from './braces.js';
import { GlobSyntaxError, parseClass } from './glob-segment.js';
import { compileGlob, globMatches } from './glob.js';
import type { Glob } from './glob.js';
import type { GlobName } from './glob-name.js';

/**
 * What a pattern may come to (rules.md#matching): within these no pattern takes more than a millisecond on any name.
 */
export const patternLimits = {
  length: 200,
  /** Patterns that the braces of one pattern may stand for. */
  expansions: 256,
  /** Patterns that all patterns of a policy may stand for. */
  policyExpansions: 2_000,
  /** Comparisons on any name, at 5 to 8 nanoseconds each on a small machine. */
  comparisons: 125_000,
} as const;

/** A pattern as an administrator writes it, compiled. */
export interface Pattern {
  source: string;
  /** It began with `!`: what it matches is taken out of its list. */
  negative: boolean;
  globs: Glob[];
}

/**
 * Compiles a pattern.
 * @throws GlobSyntaxError when it cannot be saved, with the reason
 */
export function compilePattern(source: string): Pattern {
  const body = source.startsWith('!') ? source.slice(1) : source;
  const expansions = countExpansions(source);
  if (expansions > patternLimits.expansions) {
    throw new GlobSyntaxError(`stands for ${expansions} patterns; ${patternLimits.expansions} are allowed`);
  }
  const globs = expandBraces(body, planBraces(body)).filter(Boolean).map(compileGlob);
  assertQuick(globs);
  return { source, negative: body !== source, globs };
}

/**
 * How many patterns a pattern stands for, without expanding it.
 * @throws GlobSyntaxError when its syntax is refused
 */
export function countExpansions(source: string): number {
  const body = source.startsWith('!') ? source.slice(1) : source;
  assertSyntax(source, body);
  return planBraces(body).count;
}

/** Why a pattern cannot be saved, as the end of a sentence that begins with the pattern; null when it can. */
export function globProblem(source: string): string | null {
  try {
    compilePattern(source);
    return null;
  } catch (error) {
    if (error instanceof GlobSyntaxError) return error.message;
    throw error;
  }
}

/** Refuses bad syntax. The order of the checks puts the most helpful reason first. */
function assertSyntax(source: string, body: string): void {
  if (source.length > patternLimits.length)
    throw new GlobSyntaxError(`is longer than ${patternLimits.length} characters`);
  if (!body) throw new GlobSyntaxError('is empty');
  if (body.startsWith('!') && !body.startsWith('!('))
    throw new GlobSyntaxError('begins with more than one !');
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(body))
    throw new GlobSyntaxError('contains a control character');
  if (/[@!+?*]\(/.test(source))
    throw new GlobSyntaxError('contains an extended glob such as @(a|b); write {a,b} instead');
  if (/[()]/.test(body))
    throw new GlobSyntaxError(
      'contains ( or ), as in a regular expression group; write {a,b}, or ? for the character itself',
    );
  if (/[\]}]\+/.test(body))
    throw new GlobSyntaxError(
      'contains + after ] or }, as in a regular expression; use * or name the alternatives instead',
    );
  assertBrackets(body);
}

function assertBrackets(body: string): void {
  const outside = body.replace(/\[([!^]?[^[\]{}/]*)\]/g, (_, inside: string) => (parseClass(inside), ''));
  if (/[[\]]/.test(outside))
    throw new GlobSyntaxError('has an unbalanced [ or ], or one of [ { } / inside [ ]');
}

function assertQuick(globs: Glob[]): void {
  const comparisons = globs.reduce((sum, glob) => sum + glob.cost, 0);
  if (comparisons > patternLimits.comparisons) {
    throw new GlobSyntaxError(
      'would take too long to match some names; use fewer braces or less text between two *',
    );
  }
}

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
