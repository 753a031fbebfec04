import { bucketLabel, periodOf } from './period.js';

it('days are those of the zone, both included, also when its clocks change', () => {
  const days = { from: '2026-03-28', to: '2026-03-29' };
  const inBerlin = { from: '2026-03-27T23:00:00.000Z', to: '2026-03-29T22:00:00.000Z' };
  expect(periodOf(days, 'Europe/Berlin')).toEqual(inBerlin);
  expect(periodOf(days, 'UTC')).toEqual({ from: '2026-03-28T00:00:00.000Z', to: '2026-03-30T00:00:00.000Z' });
});

it.each([
  ['Atlantic/Azores', '2026-10-25', '2026-10-25T00:00:00.000Z', '2026-10-26T01:00:00.000Z'],
  ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00.000Z', '2026-04-24T21:00:00.000Z'],
  ['America/Havana', '2026-11-01', '2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z'],
  ['Australia/Lord_Howe', '2026-04-05', '2026-04-04T13:00:00.000Z', '2026-04-05T13:30:00.000Z'],
])('a day begins with its first instant: %s, %s', (zone, day, from, to) => {
  expect(periodOf({ from: day, to: day }, zone)).toEqual({ from, to });
});

it('a day that is not chosen, or does not exist, is left out', () => {
  expect(periodOf({}, 'UTC')).toEqual({});
  expect(periodOf({ from: '2026-02-30', to: '2026-02-31' }, 'UTC')).toEqual({});
  expect(periodOf({ from: '2026-01-31' }, 'Nowhere/Land')).toEqual({ from: '2026-01-31T00:00:00.000Z' });
});

it.each([
  ['hour', '20 Nov, 00:00'],
  ['day', '20 Nov'],
  ['month', 'Nov 2026'],
])('a bucket of one %s has the label %s', (bucket, label) => {
  expect(bucketLabel('2026-11-19T23:00:00.000Z', bucket, 'Europe/Berlin')).toBe(label);
});
