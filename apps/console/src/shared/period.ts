import { dayAfter, isDay, startOfDay } from '@countersign/calendar';

/** The browser's time zone. */
export const readersZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Days of a zone, both included. */
interface Days {
  from?: string | undefined;
  to?: string | undefined;
}

/** Instants of the API; `to` is exclusive. */
interface Period {
  from?: string;
  to?: string;
}

/** Every time zone that the browser knows. */
export const zones = (): string[] => [
  ...new Set(['UTC', readersZone(), ...Intl.supportedValuesOf('timeZone')]),
];

/**
 * Whole days of a zone as instants. A day begins with its first instant there, and may have 23 or 25 hours.
 * A day that no calendar has is left out.
 */
export function periodOf({ from, to }: Days, zone: string): Period {
  return {
    ...(from !== undefined && isDay(from) && { from: startOfDay(from, knownZone(zone)) }),
    ...(to !== undefined && isDay(to) && { to: startOfDay(dayAfter(to), knownZone(zone)) }),
  };
}

/** The zone, or UTC for an unknown zone of the address; the API refuses an unknown zone with a message. */
function knownZone(zone: string): string {
  try {
    return Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}

const FORMATS: Record<string, Intl.DateTimeFormatOptions> = {
  hour: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  day: { day: 'numeric', month: 'short' },
  week: { day: 'numeric', month: 'short' },
  month: { month: 'short', year: 'numeric' },
};

/** The label of a bucket that starts at this instant: "20 Nov", "Nov 2026". */
export const bucketLabel = (start: string, bucket: string, zone: string): string =>
  Intl.DateTimeFormat('en-GB', { ...FORMATS[bucket], timeZone: knownZone(zone) }).format(new Date(start));
