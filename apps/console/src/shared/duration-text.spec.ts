import { durationMs, formatDuration, readDuration } from '@countersign/calendar';
import { durationText, isoSeconds, isoText, leftText } from './duration-text.js';

it.each([
  [5_400, '1 h 30 min'],
  [86_400, '1 day'],
  [180_061, '2 days 2 h 1 min 1 s'],
  [1.5, '1.5 s'],
  [60.001, '1 min 0.001 s'],
  [0, '0 s'],
])('%d s are shown as %s, which is read as the same duration', (seconds, text) => {
  const iso = formatDuration(seconds);
  expect([isoText(iso), isoSeconds(iso)]).toEqual([text, seconds]);
  expect(durationMs(readDuration(text))).toBe(seconds * 1000);
});

it('averages are rounded to seconds', () =>
  expect([durationText(89.6), durationText(-1)]).toEqual(['1 min 30 s', '0 s']));

it('a text that is no duration is shown as it is', () => {
  expect([isoText('PT24H'), isoText('P1M'), isoSeconds('soon')]).toEqual(['1 day', 'P1M', null]);
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
