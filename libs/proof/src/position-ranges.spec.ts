import fc from 'fast-check';
import { joinedRanges, PositionRanges } from './position-ranges.js';
import type { PositionRange } from './position-ranges.js';

const positions = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 30 });
const ranges = fc.array(
  fc
    .tuple(fc.integer({ min: 1, max: 40 }), fc.nat(6))
    .map(([first, more]): PositionRange => [first, first + more]),
  { maxLength: 8 },
);

const rangesOf = (some: number[]): PositionRanges => {
  const made = new PositionRanges();
  for (const position of [...some].sort((a, b) => a - b)) made.add(position);
  return made;
};
const holds = (some: readonly PositionRange[], position: number): boolean =>
  some.some(([first, last]) => first <= position && position <= last);
const expand = (some: readonly PositionRange[]): number[] =>
  some.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i));

describe('ranges of positions', () => {
  it('contain the added positions, in as few ranges as possible', () => {
    fc.assert(
      fc.property(positions, (some) => {
        const { ranges: made } = rangesOf(some);
        expect(expand(made)).toEqual([...some].sort((a, b) => a - b));
        for (const [i, [first]] of made.entries())
          if (i) expect(first).toBeGreaterThan((made[i - 1]?.[1] ?? 0) + 1);
      }),
    );
  });

  it('find the first position that other ranges lack, and the first that they contain', () => {
    fc.assert(
      fc.property(positions, ranges, (some, others) => {
        const sorted = [...some].sort((a, b) => a - b);
        expect(rangesOf(some).firstOutside(others)).toBe(sorted.find((position) => !holds(others, position)));
        expect(rangesOf(some).firstInside(others)).toBe(sorted.find((position) => holds(others, position)));
      }),
    );
  });

  it('are joined in any order, without losing or adding a position', () => {
    fc.assert(
      fc.property(ranges, (some) => {
        const joined = joinedRanges(some);
        expect(expand(joined)).toEqual([...new Set(expand(some))].sort((a, b) => a - b));
        for (const [i, [first]] of joined.entries())
          if (i) expect(first).toBeGreaterThan((joined[i - 1]?.[1] ?? 0) + 1);
      }),
    );
  });
});
