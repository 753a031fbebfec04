import { bucketLabel, periodOf } from './period.js';

it('days are those of the zone, both included, also when its clocks change', () => {
  const days = { from: '2026-03-28', to: '2026-03-29' };
  const inBerlin = { from: '2026-03-27T23:00:00.000Z', to: '2026-03-29T22:00:00.000Z' };
  expect(periodOf(days, 'Europe/Berlin')).toEqual(inBerlin);
  expect(periodOf(days, 'UTC')).toEqual({ from: '2026-03-28T00:00:00.000Z', to: '2026-03-30T00:00:00.000Z' });
});

it('a day that is not chosen is left out', () => {
  expect(periodOf({}, 'UTC')).toEqual({});
  expect(periodOf({ from: '2026-01-31' }, 'Nowhere/Land')).toEqual({ from: '2026-01-31T00:00:00.000Z' });
});

it.each([
  ['hour', '20 Nov, 00:00'],
  ['day', '20 Nov'],
  ['month', 'Nov 2026'],
])('a bucket of one %s has the label %s', (bucket, label) => {
  expect(bucketLabel('2026-11-19T23:00:00.000Z', bucket, 'Europe/Berlin')).toBe(label);
});
