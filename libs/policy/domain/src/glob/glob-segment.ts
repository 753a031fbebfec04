import { codePoints, foldForGlob } from './glob-name.js';
import type { GlobName, NameSegment } from './glob-name.js';
import { inClass, parseClass } from './char-class.js';
import type { CharClass } from './char-class.js';
import { cutAtGaps, fits, GAP } from './gapped.js';
import type { Gapped } from './gapped.js';

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
  return codePoints(foldForGlob(text));
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
