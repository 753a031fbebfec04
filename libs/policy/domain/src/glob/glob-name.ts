import { foldName } from '@countersign/names';

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

/** A name prepared for matching, once for all the patterns that it is compared with. */
export interface GlobName {
  segments: NameSegment[];
  /** Comparisons made so far. The tests bound this number instead of the time, which depends on the machine. */
  steps: number;
}

/** Prepares a literal name for matching. */
export function globName(name: string): GlobName {
  const segments = foldName(name).split('/');
  return { segments: segments.map((text) => new NameSegment(text)), steps: 0 };
}

function upperCaseOf(point: number): number {
  const [upper = point, ...more] = codePoints(String.fromCodePoint(point).toUpperCase());
  return more.length ? point : upper;
}
