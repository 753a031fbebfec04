import { leftText } from './left-text.js';

test.each([
  [1, '1 s'],
  [42_000, '42 s'],
  [125_001, '2 min 6 s'],
  [3_600_000, '1 h'],
  [3_600_000 + 125_000, '1 h 2 min'],
  [90_000_000, '1 day 1 h'],
])('%i ms are %s', (ms, text) => expect(leftText(ms)).toBe(text));

test('nothing is left at the end and after it', () => {
  expect(leftText(0)).toBeNull();
  expect(leftText(-5_000)).toBeNull();
});
