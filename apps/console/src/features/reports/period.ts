import dayjs from 'dayjs';
import timezone from 'dayjs/plugin/timezone.js';
import utc from 'dayjs/plugin/utc.js';

dayjs.extend(utc);
dayjs.extend(timezone);

/** Instants of the API, or days of a zone. Of instants, `to` is exclusive. */
interface Period {
  from?: string;
  to?: string;
}

/** The browser's time zone. */
export const readersZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Every time zone that the browser knows. */
export const zones = (): string[] => [
  ...new Set(['UTC', readersZone(), ...Intl.supportedValuesOf('timeZone')]),
];

/** Whole days of a zone, both included, as instants. A day may have 23 or 25 hours. */
export function periodOf({ from, to }: Period, zone: string): Period {
  return {
    ...(from !== undefined && { from: startOf(from, zone) }),
    ...(to !== undefined && { to: startOf(dayjs.utc(to).add(1, 'day').format('YYYY-MM-DD'), zone) }),
  };
}

const startOf = (day: string, zone: string): string => dayjs.tz(day, knownZone(zone)).toISOString();

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
