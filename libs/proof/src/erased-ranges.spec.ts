import { erasedRanges } from './erased-ranges.js';
import type { PositionRange } from './position-ranges.js';

const erasure = (...ranges: PositionRange[]) => ({
  type: 'personal_data.erased',
  data: {
    ranges: ranges.map(([first, last]) => [first, last]),
    person: null,
    before: null,
    by: 'root',
    reason: 'asked',
  },
});

it('gives the ranges that an erasure names before its own position', () => {
  expect(erasedRanges(erasure([1, 2], [5, 9]), 10)).toEqual([
    [1, 2],
    [5, 9],
  ]);
});

it('leaves out the erasure itself and everything later', () => {
  expect(erasedRanges(erasure([2, 4], [5, 9], [11, 12]), 5)).toEqual([[2, 4]]);
  expect(erasedRanges(erasure([2, 8]), 5)).toEqual([[2, 4]]);
});

it.each([
  ['an event of another type', { ...erasure([1, 2]), type: 'test.noted' }],
  ['an erasure without ranges', { ...erasure(), data: {} }],
])('gives nothing for %s', (_, event) => {
  expect(erasedRanges(event, 10)).toEqual([]);
});
