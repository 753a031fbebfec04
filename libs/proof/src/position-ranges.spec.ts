import fc from 'fast-check';
import { PositionRanges } from './position-ranges.js';
import type { PositionRange } from './position-ranges.js';

const positions = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 12 });
const ranges = fc.array(
  fc
    .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 3 }))
    .map(([first, more]): PositionRange => [first, first + more]),
  { maxLength: 4 },
);
const rangesOf = (of: number[]): PositionRanges => {
  const made = new PositionRanges();
  [...of].sort((a, b) => a - b).forEach((position) => made.add(position));
  return made;
};

test('positions are kept in as few ranges as there can be', () => {
  expect(rangesOf([1, 2, 3, 7, 9, 10]).ranges).toEqual([
    [1, 3],
    [7, 7],
    [9, 10],
  ]);
});

test('the first position outside other ranges, and the first inside, are those that a look at each position finds', () => {
  fc.assert(
    fc.property(positions, ranges, (of, others) => {
      const sorted = [...of].sort((a, b) => a - b);
      const isInside = (position: number) =>
        others.some(([first, last]) => first <= position && position <= last);
      expect(rangesOf(of).firstOutside(others)).toBe(sorted.find((position) => !isInside(position)));
      expect(rangesOf(of).firstInside(others)).toBe(sorted.find(isInside));
    }),
    { numRuns: 1_000 },
  );
});
