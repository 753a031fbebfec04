import type { SummaryBucket } from '@countersign/contracts';
import { bucketStarts } from './bucket-starts.js';

const startsIn = (timeZone: string, bucket: SummaryBucket, from: string, to: string) =>
  bucketStarts({ timeZone, bucket, from, to });

it('of days begin at one o’clock where midnight does not exist, and at the first midnight where it exists twice', () => {
  expect(startsIn('Atlantic/Azores', 'day', '2026-10-24T12:00:00Z', '2026-10-26T12:00:00Z')).toEqual([
    '2026-10-24T00:00:00.000Z',
    '2026-10-25T00:00:00.000Z',
    '2026-10-26T01:00:00.000Z',
  ]);
  expect(startsIn('Africa/Cairo', 'day', '2026-04-23T12:00:00Z', '2026-04-25T12:00:00Z')).toEqual([
    '2026-04-22T22:00:00.000Z',
    '2026-04-23T22:00:00.000Z',
    '2026-04-24T21:00:00.000Z',
  ]);
});

it('leave out a day that a zone left out', () => {
  expect(startsIn('Pacific/Apia', 'day', '2011-12-29T12:00:00Z', '2012-01-01T00:00:00Z')).toEqual([
    '2011-12-29T10:00:00.000Z',
    '2011-12-30T10:00:00.000Z',
    '2011-12-31T10:00:00.000Z',
  ]);
});

it('of hours have one of 90 minutes where clocks go back by half an hour, and two of 30 where they go forward', () => {
  expect(startsIn('Australia/Lord_Howe', 'hour', '2026-04-04T14:10:00Z', '2026-04-04T17:00:00Z')).toEqual([
    '2026-04-04T14:00:00.000Z',
    '2026-04-04T15:30:00.000Z',
    '2026-04-04T16:30:00.000Z',
  ]);
  expect(startsIn('Australia/Lord_Howe', 'hour', '2026-10-03T15:00:00Z', '2026-10-03T17:00:00Z')).toEqual([
    '2026-10-03T14:30:00.000Z',
    '2026-10-03T15:30:00.000Z',
    '2026-10-03T16:00:00.000Z',
  ]);
});

it('of hours include the start of an hour that began before clocks went back', () => {
  expect(startsIn('Australia/Lord_Howe', 'hour', '2026-04-04T15:20:00Z', '2026-04-04T15:25:00Z')).toEqual([
    '2026-04-04T14:00:00.000Z',
  ]);
});

it('of weeks and months begin on their first day, whatever the day of the range', () => {
  expect(startsIn('America/Havana', 'week', '2026-11-01T12:00:00Z', '2026-11-10T00:00:00Z')).toEqual([
    '2026-10-26T04:00:00.000Z',
    '2026-11-02T05:00:00.000Z',
    '2026-11-09T05:00:00.000Z',
  ]);
  expect(startsIn('America/Havana', 'month', '2026-11-30T12:00:00Z', '2027-01-02T00:00:00Z')).toEqual([
    '2026-11-01T04:00:00.000Z',
    '2026-12-01T05:00:00.000Z',
    '2027-01-01T05:00:00.000Z',
  ]);
  expect(startsIn('UTC', 'week', '1969-12-31T00:00:00Z', '1970-01-06T00:00:00Z')).toEqual([
    '1969-12-29T00:00:00.000Z',
    '1970-01-05T00:00:00.000Z',
  ]);
});

const HOUR = 3_600_000;
const buckets: [SummaryBucket, shortest: number, longest: number][] = [
  ['hour', 0.25 * HOUR, 1.75 * HOUR],
  ['day', 22 * HOUR, 26 * HOUR],
  ['week', 166 * HOUR, 170 * HOUR],
  // In Antarctica/Troll, clocks change by two hours.
  ['month', 671 * HOUR, 746 * HOUR],
];

describe.each(buckets)('of a %s', (bucket, shortest, longest) => {
  it('cover a range in every zone without gaps, and contain its beginning', () => {
    const wrong: string[] = [];
    const days = bucket === 'hour' ? 3 : 366;
    const from = Date.parse('2026-03-28T10:17:00Z');
    for (const zone of Intl.supportedValuesOf('timeZone')) {
      const to = from + days * 24 * HOUR;
      const range = [new Date(from).toISOString(), new Date(to).toISOString()] as const;
      const starts = startsIn(zone, bucket, ...range).map((start) => Date.parse(start));
      const lengths = starts.slice(1).map((start, i) => start - (starts[i] ?? 0));
      const isWhole =
        (starts[0] ?? Infinity) <= from && (starts[1] ?? Infinity) > from && (starts.at(-1) ?? to) < to;
      if (!isWhole || lengths.some((ms) => ms < shortest || ms > longest)) wrong.push(zone);
    }
    expect(wrong).toEqual([]);
  }, 120_000);
});

it('do not depend on the years that a timestamp can hold', () => {
  expect(startsIn('Asia/Tokyo', 'day', '9999-12-31T00:00:00Z', '9999-12-31T23:59:59Z')).toHaveLength(2);
  expect(startsIn('America/New_York', 'month', '0001-01-01T00:00:00Z', '0001-01-02T00:00:00Z')).toEqual([
    '0000-12-01T04:56:02.000Z',
    '0001-01-01T04:56:02.000Z',
  ]);
});
