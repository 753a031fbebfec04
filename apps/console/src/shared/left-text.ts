import { durationText } from './duration-text.js';

const [MINUTE, HOUR, DAY] = [60, 3_600, 86_400];

/** Time left, as exact as matters: hours under a week, minutes under a day, seconds under an hour; null when none is left. */
export function leftText(ms: number): string | null {
  const seconds = Math.ceil(ms / 1000);
  if (seconds <= 0) return null;
  const unit = seconds < HOUR ? 1 : seconds < DAY ? MINUTE : HOUR;
  return durationText(seconds - (seconds % unit));
}
