import type { Glob } from './glob.js';
import type { SegmentPattern, Token } from './glob-segment.js';

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
