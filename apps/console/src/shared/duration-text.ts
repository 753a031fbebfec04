import { durationSeconds, problemIn } from '@countersign/calendar';

/** Seconds of an ISO 8601 duration as the API writes it (no months or years); null for any other text. */
export function isoSeconds(iso: string): number | null {
  return problemIn(() => durationSeconds(iso)) === null ? durationSeconds(iso) : null;
}

/** Seconds in words, rounded: 5400 is "1 h 30 min". */
export const durationText = (seconds: number): string => inWords(Math.max(0, Math.round(seconds)));

/** An ISO 8601 duration in words, exactly; any other text stays as it is. */
export function isoText(iso: string): string {
  const seconds = isoSeconds(iso);
  return seconds === null ? iso : inWords(seconds);
}

function inWords(seconds: number): string {
  const ms = Math.round(seconds * 1000);
  const d = Math.floor(ms / 86_400_000);
  const h = Math.floor(ms / 3_600_000) % 24;
  const m = Math.floor(ms / 60_000) % 60;
  const s = (ms % 60_000) / 1000;
  const words = [d && `${d} ${d === 1 ? 'day' : 'days'}`, h && `${h} h`, m && `${m} min`, s && `${s} s`];
  return words.filter(Boolean).join(' ') || '0 s';
}

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/** Time left, to the second under an hour, to the minute under a day, else to the hour; null when none is left. */
export function leftText(ms: number): string | null {
  const seconds = Math.ceil(ms / 1000);
  if (seconds <= 0) return null;
  const unit = seconds < HOUR ? 1 : seconds < DAY ? MINUTE : HOUR;
  return durationText(seconds - (seconds % unit));
}
