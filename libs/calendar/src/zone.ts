/** Farther from UTC than any zone ever was (Manila was at -15:56). */
const FARTHEST_MS = 16 * 3_600_000;
const DAY_MS = 86_400_000;
/** Zones kept their offsets before this instant; earlier years may be of another era. */
const EARLIEST_MS = Date.parse('0002-01-01T00:00:00Z');

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(zone, made);
  return made;
}

/**
 * How far a zone's clocks are ahead of UTC at an instant, in milliseconds.
 * @throws RangeError for an unknown zone
 */
export function offsetAt(instant: number, zone: string): number {
  const second = Math.floor(Math.max(instant, EARLIEST_MS) / 1000) * 1000;
  const part: Partial<Record<string, number>> = {};
  for (const { type, value } of formatOf(zone).formatToParts(second)) part[type] = Number(value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second: s = 0 } = part;
  // Date.UTC would read the year 50 as 1950.
  const midnight = new Date(0).setUTCFullYear(year, month - 1, day);
  return midnight + ((hour * 60 + minute) * 60 + s) * 1000 - second;
}

/** The instant after `from`, up to `to`, at which a zone's clocks change; null when they do not. */
export function offsetChange(from: number, to: number, zone: string): number | null {
  const before = offsetAt(from, zone);
  if (offsetAt(to, zone) === before) return null;
  let still = from;
  let changed = to;
  while (changed - still > 1) {
    const middle = Math.floor((still + changed) / 2);
    if (offsetAt(middle, zone) === before) still = middle;
    else changed = middle;
  }
  return changed;
}

/**
 * The first instant of a day in a zone. Where clocks go forward at midnight, the day begins at one o'clock; where they go
 * back to midnight, at the first of the two midnights. A day that a zone left out begins where the next day does.
 * @param day - days since 1970-01-01
 */
export function firstInstantOf(day: number, zone: string): number {
  const midnight = day * DAY_MS;
  const from = midnight - FARTHEST_MS;
  const to = midnight + FARTHEST_MS;
  const before = midnight - offsetAt(from, zone);
  const change = offsetChange(from, to, zone);
  if (change === null || before < change) return before;
  return Math.max(change, midnight - offsetAt(change, zone));
}

/** The day of an instant in a zone, in days since 1970-01-01. */
export function dayNumber(instant: number, zone: string): number {
  return Math.floor((instant + offsetAt(instant, zone)) / DAY_MS);
}

/** Days since 1970-01-01 of a day: `1970-01-02` is 1. */
export function daysOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}

/** Whether a text is a day of the calendar: `2026-01-31`, and not `2026-02-30`. */
export function isDay(text: string): boolean {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** The day after a day, `YYYY-MM-DD`. */
export function dayAfter(day: string): string {
  return new Date((daysOf(day) + 1) * DAY_MS).toISOString().slice(0, 10);
}

/** {@link firstInstantOf} a day `YYYY-MM-DD`, RFC 3339 in UTC. */
export function startOfDay(day: string, zone: string): string {
  return new Date(firstInstantOf(daysOf(day), zone)).toISOString();
}

/** The instants at which a zone's clocks show a local time: none, one, or two, the earlier first. */
export function instantsAt(local: number, zone: string): number[] {
  const offsets = [offsetAt(local - FARTHEST_MS, zone), offsetAt(local + FARTHEST_MS, zone)];
  const candidates = [...new Set(offsets)].map((offset) => local - offset);
  return candidates.filter((at) => at + offsetAt(at, zone) === local).sort((a, b) => a - b);
}
