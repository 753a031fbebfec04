import { foldName } from '@countersign/contracts';

/**
 * Text as globs compare it: `foldName`, and final sigma as any other, because where a word ends is not known in a
 * piece of a pattern. Two names with the same key (rules.md#names) are therefore governed by the same policies.
 */
export function foldForGlob(text: string): string {
  // Nearly every name; there lower case is all that folding comes to.
  if (ASCII.test(text)) return text.toLowerCase();
  return foldName(text).replaceAll('ς', 'σ');
}

const ASCII = /^[\u0000-\u007f]*$/;

/** Code points of a text. */
export function codePoints(text: string): number[] {
  const points: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const point = text.codePointAt(at) ?? 0;
    points.push(point);
    if (point > 0xffff) at++;
  }
  return points;
}

/** A `/` segment of a name. */
export class NameSegment {
  /** Its characters, folded. */
  readonly folded: number[];
  private upperCase: number[] | undefined;

  /** @param text - folded */
  constructor(readonly text: string) {
    this.folded = codePoints(text);
  }

  /** Each character in upper case, for classes such as `[A-Z]`: few patterns ask for it. */
  get upper(): number[] {
    return (this.upperCase ??= this.folded.map(upperCaseOf));
  }
}

/** A name made ready for matching; made once, however many patterns it meets. */
export interface GlobName {
  segments: NameSegment[];
  /** How many comparisons matching has made so far: what the tests hold bounded, since time depends on the machine. */
  steps: number;
}

/** Makes a literal name ready for matching. */
export function globName(name: string): GlobName {
  const segments = foldForGlob(name).split('/');
  return { segments: segments.map((text) => new NameSegment(text)), steps: 0 };
}

function upperCaseOf(point: number): number {
  const [upper = point, ...more] = codePoints(String.fromCodePoint(point).toUpperCase());
  return more.length ? point : upper;
}
