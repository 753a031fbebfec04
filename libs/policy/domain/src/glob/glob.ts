import { cutAtGaps, fits, GAP } from './gapped.js';
import type { Gapped } from './gapped.js';
import { costOf } from './glob-cost.js';
import type { GlobName } from './glob-name.js';
import { compileSegment, segmentFits } from './glob-segment.js';
import type { SegmentPattern } from './glob-segment.js';

/** A compiled pattern without braces and without a leading `!`. */
export interface Glob {
  source: string;
  segments: Gapped<SegmentPattern>;
  /** It stands for exactly one name. */
  literal: boolean;
  /** Characters that stand for themselves, `/` among them: the more, the more closely it names something. */
  literals: number;
  /** Bound of the comparisons on any name. */
  cost: number;
  /** As in micromatch a name may have one more `/` after a last `*` or class. */
  slashMayFollow: boolean;
  /** As in micromatch a last segment of only `*` wants something to stand there. */
  wantsMore: boolean;
}

/**
 * Compiles a pattern whose braces are expanded. It means what micromatch means by it (`dot`, `nocase`, `posix`),
 * except that backslash, quotes, `.` and `..` are ordinary; the whole list of differences is in `glob.spec.ts`.
 * @throws GlobSyntaxError see `parseClass`
 */
export function compileGlob(source: string): Glob {
  const parts = source.split('/');
  const items = parts.flatMap((part, at) => segmentItems(part, parts, at));
  const last = items.at(-1);
  const segments = cutAtGaps(items);
  const slashMayFollow = last !== GAP && last !== undefined && last.endsOpen;
  return {
    source,
    segments,
    literal: !/[*?[]/.test(source),
    literals: items.reduce((sum, item) => sum + (item === GAP ? 0 : item.literals), parts.length - 1),
    cost: costOf(segments) * (slashMayFollow ? 2 : 1),
    slashMayFollow,
    wantsMore: parts.at(-1) === '*',
  };
}

/** `**` is a gap among segments. At the end, after a segment that ends in `*`, it stands for one segment at least. */
function segmentItems(part: string, parts: string[], at: number): (SegmentPattern | typeof GAP)[] {
  if (part !== '**') return [compileSegment(part)];
  const before = parts.slice(0, at).findLast((other) => other !== '**');
  const atLeastOne = at === parts.length - 1 && before?.endsWith('*');
  return atLeastOne ? [GAP, ANYTHING] : [GAP];
}

const ANYTHING = { ...compileSegment('*'), star: false, endsOpen: false };

/** Whether a name matches, in time linear in the name for a given pattern. */
export function globMatches(glob: Glob, name: GlobName): boolean {
  const { length } = name.segments;
  const lastIsEmpty = name.segments[length - 1]?.folded.length === 0;
  if (fitsSegments(glob, name, length) && !(glob.wantsMore && lastIsEmpty)) return true;
  return glob.slashMayFollow && lastIsEmpty && fitsSegments(glob, name, length - 1);
}

function fitsSegments({ segments }: Glob, name: GlobName, length: number): boolean {
  return fits(segments, length, (pattern, at) => {
    const segment = name.segments[at];
    return segment !== undefined && segmentFits(pattern, segment, name);
  });
}
