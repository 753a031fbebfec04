import { z } from 'zod';

const DURATION =
  /^P(?=.)(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?=.)(?:(\d{1,8})H)?(?:(\d{1,8})M)?(?:(\d{1,10})S)?)?$/;
const SECONDS = [604_800, 86_400, 3_600, 60, 1];

/**
 * Seconds of an ISO 8601 duration of weeks, days, hours, minutes and whole seconds (`PT1H30M` is 5400).
 * Years and months are refused: they have no fixed length.
 * @throws RangeError when the text is not such a duration.
 */
export function durationSeconds(text: string): number {
  const match = DURATION.exec(text);
  if (!match) throw new RangeError(`not an ISO 8601 duration: ${text}`);
  return SECONDS.reduce((sum, unit, i) => sum + unit * Number(match[i + 1] ?? 0), 0);
}

/** The shortest ISO 8601 text of a number of seconds, in days, hours, minutes, seconds: 5400 is `PT1H30M`. */
export function formatDuration(seconds: number): string {
  const d = Math.floor(seconds / 86_400);
  const h = Math.floor(seconds / 3_600) % 24;
  const m = Math.floor(seconds / 60) % 60;
  const s = seconds % 60;
  const time = `${h ? `${h}H` : ''}${m ? `${m}M` : ''}${s ? `${s}S` : ''}`;
  return d || time ? `P${d ? `${d}D` : ''}${time ? `T${time}` : ''}` : 'PT0S';
}

/**
 * An ISO 8601 duration between two bounds, inclusive; kept as it was written, so that a client that writes `PT24H`
 * reads `PT24H` back.
 * @param min - lower bound, ISO 8601
 * @param max - upper bound, ISO 8601
 */
export function durationBetween(min: string, max: string) {
  const low = durationSeconds(min);
  const high = durationSeconds(max);
  return z
    .string()
    .regex(DURATION, { error: 'must be an ISO 8601 duration like PT1H30M', abort: true })
    .refine((text) => inRange(durationSeconds(text), low, high), `must be between ${min} and ${max}`);
}

function inRange(value: number, low: number, high: number): boolean {
  return value >= low && value <= high;
}
