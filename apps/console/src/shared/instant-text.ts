import dayjs from 'dayjs';
import type { Dayjs } from 'dayjs';

/** Days are compared by their dates: dayjs takes the last hour of a day for another day where clocks go back at midnight. */
const DAY = 'YYYY-MM-DD';

/** The shortest clear form in the reader's zone: the time today, the day this year, else with the year. */
export function nearInstant(at: string, now: Dayjs): string {
  const then = dayjs(at);
  if (!then.isValid()) return at;
  const day = then.format(DAY);
  if (day === now.format(DAY)) return `today ${then.format('HH:mm')}`;
  if (day === now.subtract(1, 'day').format(DAY)) return `yesterday ${then.format('HH:mm')}`;
  if (day === now.add(1, 'day').format(DAY)) return `tomorrow ${then.format('HH:mm')}`;
  return then.format(then.isSame(now, 'year') ? 'D MMM, HH:mm' : 'D MMM YYYY, HH:mm');
}

/** The instant with seconds and the zone's offset, and in UTC as the API writes it. */
export function exactInstant(at: string): string {
  const then = dayjs(at);
  return then.isValid() ? `${then.format('dddd, D MMMM YYYY, HH:mm:ss (UTCZ)')} · ${at}` : at;
}
