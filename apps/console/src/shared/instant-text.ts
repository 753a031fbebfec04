import dayjs from 'dayjs';
import type { Dayjs } from 'dayjs';

/** The shortest clear form in the reader's zone: the time today, the day this year, else with the year. */
export function nearInstant(at: string, now: Dayjs): string {
  const then = dayjs(at);
  if (!then.isValid()) return at;
  if (then.isSame(now, 'day')) return `today ${then.format('HH:mm')}`;
  if (then.isSame(now.subtract(1, 'day'), 'day')) return `yesterday ${then.format('HH:mm')}`;
  if (then.isSame(now.add(1, 'day'), 'day')) return `tomorrow ${then.format('HH:mm')}`;
  return then.format(then.isSame(now, 'year') ? 'D MMM, HH:mm' : 'D MMM YYYY, HH:mm');
}

/** The instant with seconds and the zone's offset, and in UTC as the API writes it. */
export function exactInstant(at: string): string {
  const then = dayjs(at);
  return then.isValid() ? `${then.format('dddd, D MMMM YYYY, HH:mm:ss (UTCZ)')} · ${at}` : at;
}
