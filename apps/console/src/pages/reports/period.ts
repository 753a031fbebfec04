import dayjs from 'dayjs';
import timezone from 'dayjs/plugin/timezone.js';
import utc from 'dayjs/plugin/utc.js';

dayjs.extend(utc);
dayjs.extend(timezone);

/** Instants as the API wants them: `to` is the first that is not meant any more. */
export interface Period {
  from?: string;
  to?: string;
}

/** The zone this browser is in. */
export const readersZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Every zone the browser knows. */
export const zones = (): string[] => [
  ...new Set(['UTC', readersZone(), ...Intl.supportedValuesOf('timeZone')]),
];

/** Whole days, both included, of a zone as instants. Days may have 23 or 25 hours there. */
export function periodOf({ from, to }: Period, zone: string): Period {
  return {
    ...(from !== undefined && { from: startOf(from, zone) }),
    ...(to !== undefined && { to: startOf(dayjs.utc(to).add(1, 'day').format('YYYY-MM-DD'), zone) }),
  };
}

const startOf = (day: string, zone: string): string => dayjs.tz(day, knownZone(zone)).toISOString();

/** An address may name a zone that there is not; the API says so, and until then the days are those of UTC. */
export function knownZone(zone: string): string {
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

/** How the beginning of a bucket is called in its zone: "20 Nov", "Nov 2026". */
export const bucketLabel = (start: string, bucket: string, zone: string): string =>
  Intl.DateTimeFormat('en-GB', { ...FORMATS[bucket], timeZone: knownZone(zone) }).format(new Date(start));
