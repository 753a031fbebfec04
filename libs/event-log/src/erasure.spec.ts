import fc from 'fast-check';
import { MOST_ERASED_RANGES } from '@countersign/contracts';
import { erasureAppend, portionsOf } from './erasure.js';
import type { PositionRange } from '@countersign/proof';

const why = { person: null, before: '2026-01-01T00:00:00.000Z', by: 'ops', reason: 'retention' };
const length = (some: readonly PositionRange[]): number =>
  some.reduce((sum, [first, last]) => sum + last - first + 1, 0);
const expand = (some: readonly PositionRange[]): number[] =>
  some.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i));

describe('the portions of an erasure', () => {
  const ranges = fc.array(
    fc
      .tuple(fc.integer({ min: 1, max: 200 }), fc.nat(30))
      .map(([first, more]): PositionRange => [first, first + more]),
    { maxLength: 10 },
  );

  it('contain every position once, in order, and no more positions than one call can take', () => {
    fc.assert(
      fc.property(ranges, fc.integer({ min: 1, max: 20 }), (some, most) => {
        const portions = portionsOf(some, most);
        expect(expand(portions.flat())).toEqual([...new Set(expand(some))].sort((a, b) => a - b));
        for (const portion of portions) expect(length(portion)).toBeLessThanOrEqual(most);
        for (const portion of portions.slice(0, -1)) expect(length(portion)).toBe(most);
      }),
    );
  });

  it('have no more ranges than an event can record', () => {
    const scattered = Array.from({ length: MOST_ERASED_RANGES + 1 }, (_, i): PositionRange => [
      2 * i + 1,
      2 * i + 1,
    ]);
    const portions = portionsOf(scattered, 1_000_000);
    expect(portions.map((portion) => portion.length)).toEqual([MOST_ERASED_RANGES, 1]);
  });
});

describe('the record of an erasure', () => {
  it('names the positions, the person, the time, the operator and the reason', () => {
    const { events, expected } = erasureAppend({ ranges: [[1, 2]], ...why }, 3);
    expect(events).toEqual([
      {
        event: { type: 'personal_data.erased', schemaVersion: 1, data: { ranges: [[1, 2]], ...why } },
        streams: ['erasures'],
      },
    ]);
    expect(expected).toEqual([{ stream: 'erasures', version: 3 }]);
  });

  it.each([
    ['no range', { ranges: [] }],
    ['a position before the first', { ranges: [[0, 1]] }],
    ['a day that is not a date', { before: 'yesterday' }],
  ])('is refused with %s', (_, change) => {
    expect(() => erasureAppend({ ranges: [[1, 1]], ...why, ...(change as object) }, 0)).toThrow();
  });
});
