import { foldName } from '@countersign/contracts';

/**
 * Text as globs compare it: `foldName`, and final sigma as any other, because where a word ends is not known in a
 * piece of a pattern. Two names with the same key (rules 6 and 12) are therefore governed by the same policies.
 */
export function foldForGlob(text: string): string {
  return foldName(text).replaceAll('ς', 'σ');
}

/** Code points of a text. */
export function codePoints(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0);
}

/** A `/` segment of a name: its folded characters, and each in upper case for classes such as `[A-Z]`. */
export interface NameSegment {
  folded: number[];
  upper: number[];
}

/** A name made ready for matching; made once, however many patterns it meets. */
export interface GlobName {
  segments: NameSegment[];
  /** How many comparisons matching has made so far: what the tests hold bounded, since time depends on the machine. */
  steps: number;
}

/** Makes a literal name ready for matching. */
export function globName(name: string): GlobName {
  return { segments: foldForGlob(name).split('/').map(nameSegment), steps: 0 };
}

function nameSegment(text: string): NameSegment {
  const folded = codePoints(text);
  return { folded, upper: folded.map(upperCaseOf) };
}

function upperCaseOf(point: number): number {
  const [upper = point, ...more] = codePoints(String.fromCodePoint(point).toUpperCase());
  return more.length ? point : upper;
}
