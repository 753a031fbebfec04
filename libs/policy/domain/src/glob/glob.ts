import { compileSegment, cutAtGaps, fits, GAP, segmentFits, weightOf } from './glob-segment.js';
import type { Gapped, SegmentPattern, Token } from './glob-segment.js';
import type { GlobName } from './glob-name.js';

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
  /** As in micromatch, a name may have one more `/` after a final `*` or class. */
  slashMayFollow: boolean;
  /** As in micromatch, a last segment `*` does not match an empty segment. */
  wantsMore: boolean;
}

/**
 * Compiles a pattern whose braces are expanded. It means what micromatch means by it (`dot`, `nocase`, `posix`),
 * except that backslash, quotes, `.` and `..` are ordinary; docs/policies.md lists the differences.
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

/** Characters of the longest folded name: 256 as written, each of which folds to three at most. */
const LONGEST_NAME = 768;

/**
 * An upper bound of the comparisons that matching takes on any name, known before any name is seen. It follows
 * `fits`: what is anchored is compared once; a run between gaps at each place at most.
 */
function costOf(segments: Gapped<SegmentPattern>): number {
  const anchored = [...segments.head, ...segments.tail];
  const sliding = segments.middles.flat();
  return sum(anchored, (segment) => anchoredCost(segment)) + sum(sliding, (segment) => slidingCost(segment));
}

/** A segment compared with one segment of the name, which may be all of it. */
function anchoredCost({ tokens }: SegmentPattern): number {
  const longestRun = Math.max(0, ...tokens.middles.map(weight));
  return 1 + weight(tokens.head) + weight(tokens.tail) + longestRun * (LONGEST_NAME + tokens.middles.length);
}

/** A segment compared with every segment of the name: their lengths add up to that of the name. */
function slidingCost({ tokens }: SegmentPattern): number {
  const places = LONGEST_NAME + 1;
  const longestRun = Math.max(0, ...tokens.middles.map(weight));
  return places * (1 + weight(tokens.head) + weight(tokens.tail) + longestRun * (1 + tokens.middles.length));
}

const weight = (run: Token[]): number => sum(run, weightOf);
const sum = <T>(items: T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0);

/**
 * What a name must have to match a glob, read off the glob's ends: by these steps a trie leads a name to the globs
 * that may match it.
 * - `whole`, `prefix`, `suffix`: the next segment is, begins with or ends with this text; `prefix` and `suffix` of
 *   a segment follow each other. After a `gap` the next segment is the last one not yet looked at.
 * - `gap`: any number of segments (`**`); what follows is read from the end of the name.
 * - `end`: nothing is left, or there was a gap.
 */
export interface Step {
  kind: 'whole' | 'prefix' | 'suffix' | 'gap' | 'end';
  /** Folded; empty for `gap` and `end`. */
  text: string;
}

const GAP_STEP: Step = { kind: 'gap', text: '' };
const END: Step = { kind: 'end', text: '' };

/** The steps that every name takes. */
export const anyName: readonly Step[] = [GAP_STEP, END];

/** The steps that every name takes that matches; what lies between two gaps is not among them. */
export function stepsOf({ segments: { head, tail, open } }: Glob): readonly Step[] {
  const fromEnd = tail.toReversed().flatMap(segmentSteps);
  return [...head.flatMap(segmentSteps), ...(open ? [GAP_STEP, ...fromEnd] : []), END];
}

function segmentSteps({ tokens: { head, tail, open } }: SegmentPattern): Step[] {
  const prefix = literalsOf(head);
  if (!open && prefix.length === head.length) return [{ kind: 'whole', text: textOf(prefix) }];
  const suffix = literalsOf((open ? tail : head).toReversed()).reverse();
  return [
    { kind: 'prefix', text: textOf(prefix) },
    { kind: 'suffix', text: textOf(suffix) },
  ];
}

/** The characters before anything that is not just a character. */
function literalsOf(tokens: Token[]): number[] {
  const end = tokens.findIndex((token) => typeof token !== 'number');
  return (end < 0 ? tokens : tokens.slice(0, end)).filter((token) => typeof token === 'number');
}

const textOf = (points: number[]): string => String.fromCodePoint(...points);
