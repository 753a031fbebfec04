import { durationText, isoOf, isoSeconds, isoText, leftText, readDuration } from './duration-text.js';

it.each([
  ['90 min', 5_400],
  ['1h30', 5_400],
  ['1 h 30 min', 5_400],
  ['1h 30m', 5_400],
  ['1.5 hours', 5_400],
  ['1,5 h', 5_400],
  ['1:30', 5_400],
  ['PT1H30M', 5_400],
  ['pt1h30m', 5_400],
  ['2 days', 172_800],
  ['1 day and 2 hours', 93_600],
  ['1 week', 604_800],
  ['45s', 45],
])('%s is %i s', (written, seconds) => expect(readDuration(written)).toBe(seconds));

it.each([
  '',
  '90',
  'soon',
  '1 fortnight',
  '30 min 1 h',
  '1h 2h',
  '-1 h',
  'constructor',
  '1 constructor',
  '1h x',
])('the duration %j cannot be read', (written) => expect(readDuration(written)).toBeNull());

it.each([
  [5_400, '1 h 30 min', 'PT1H30M'],
  [86_400, '1 day', 'P1D'],
  [180_061, '2 days 2 h 1 min 1 s', 'P2DT2H1M1S'],
  [0, '0 s', 'PT0S'],
])('%i s are written as %s and as %s', (seconds, text, iso) => {
  expect([durationText(seconds), isoOf(seconds), isoSeconds(iso)]).toEqual([text, iso, seconds]);
  expect(readDuration(text)).toBe(seconds);
});

it('a text that is no duration is shown as it is', () => {
  expect([isoText('PT24H'), isoText('P1M')]).toEqual(['1 day', 'P1M']);
});

it.each([
  [1, '1 s'],
  [42_000, '42 s'],
  [125_001, '2 min 6 s'],
  [3_600_000, '1 h'],
  [3_600_000 + 125_000, '1 h 2 min'],
  [90_000_000, '1 day 1 h'],
])('%i ms left are written as %s', (ms, text) => expect(leftText(ms)).toBe(text));

it('at the end and afterwards there is no time left', () => {
  expect(leftText(0)).toBeNull();
  expect(leftText(-5_000)).toBeNull();
});
