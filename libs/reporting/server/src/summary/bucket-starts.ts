import { dayNumber, firstInstantOf, offsetAt, offsetChange } from '@countersign/calendar';
import type { SummaryBucket } from '@countersign/contracts';
import type { SummaryRange } from './summary-range.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Longer than any hour: an hour lasts 90 minutes where clocks go back by half an hour. */
const BEFORE_MS = 3 * HOUR_MS;
/** 1970-01-05 was a Monday. */
const FIRST_MONDAY = 4;

/**
 * The starts of the buckets that a range touches, RFC 3339 in UTC, ascending; the first is at or before its beginning. A day, a
 * week and a month begin with the first instant of their first day. An hour begins where clocks show a full hour, or jump
 * into another one; so an hour that occurs twice as a whole is two buckets.
 */
export function bucketStarts({ from, to, bucket, timeZone }: SummaryRange): string[] {
  const range = { from: Date.parse(from), to: Date.parse(to) };
  const starts = bucket === 'hour' ? hourStarts(range, timeZone) : dayStarts(range, bucket, timeZone);
  const first = starts.findLastIndex((start) => start <= range.from);
  return starts.slice(first).map((start) => new Date(start).toISOString());
}

interface Range {
  from: number;
  to: number;
}

function dayStarts({ from, to }: Range, bucket: Exclude<SummaryBucket, 'hour'>, zone: string): number[] {
  const starts: number[] = [];
  let day = firstDay(dayNumber(from, zone), bucket);
  for (let start = firstInstantOf(day, zone); start < to; start = firstInstantOf(day, zone)) {
    // A day that the zone left out has no instant of its own.
    if (start !== starts.at(-1)) starts.push(start);
    day = nextDay(day, bucket);
  }
  return starts;
}

/** The first day, since 1970-01-01, of the bucket that a day is in. */
function firstDay(day: number, bucket: Exclude<SummaryBucket, 'hour'>): number {
  if (bucket === 'day') return day;
  if (bucket === 'week') return day - ((((day - FIRST_MONDAY) % 7) + 7) % 7);
  return day + 1 - new Date(day * DAY_MS).getUTCDate();
}

function nextDay(day: number, bucket: Exclude<SummaryBucket, 'hour'>): number {
  if (bucket === 'day') return day + 1;
  return bucket === 'week' ? day + 7 : firstDay(day + 31, 'month');
}

/** Begins earlier than needed, so that the start of the hour at `from` is found like all others. */
function hourStarts({ from, to }: Range, zone: string): number[] {
  const starts: number[] = [];
  const early = from - BEFORE_MS;
  let start = early - intoHour(early, zone);
  while (start < to) {
    starts.push(start);
    start = nextHour(start, zone);
  }
  return starts;
}

function nextHour(after: number, zone: string): number {
  const full = after + HOUR_MS - intoHour(after, zone);
  const change = offsetChange(after, full, zone);
  if (change === null) return full;
  const entersHour = hourOf(change, zone) !== hourOf(change - 1, zone) || intoHour(change, zone) === 0;
  return entersHour ? change : nextHour(change, zone);
}

/** Hours since 1970-01-01 by the zone's clocks. */
const hourOf = (at: number, zone: string): number => Math.floor((at + offsetAt(at, zone)) / HOUR_MS);

const intoHour = (at: number, zone: string): number => {
  const local = at + offsetAt(at, zone);
  return local - Math.floor(local / HOUR_MS) * HOUR_MS;
};
