import { betweenErasures, erasureOf } from './erasure.js';
import { erased, recorded, StoryOf } from './testing/stories.js';

const [first, gone, second, again] = recorded('request', [
  new StoryOf(1).submitted(),
  erased([1, 1], [3, 7]),
  new StoryOf(2).submitted(),
  erased([4, 4]),
]) as [never, never, never, never];

it('has the erased positions and the time, in milliseconds', () => {
  expect(erasureOf(gone)).toEqual({ ranges: '{[1,1],[3,7]}', at: '2026-03-01T10:00:00.000Z' });
  expect(erasureOf(first)).toBeUndefined();
});

it('divides a batch at its erasures, without empty parts', () => {
  expect(betweenErasures([first, gone, second, again])).toEqual([
    [first],
    erasureOf(gone),
    [second],
    erasureOf(again),
  ]);
  expect(betweenErasures([first, second])).toEqual([[first, second]]);
});
