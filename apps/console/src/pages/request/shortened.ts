import { isoSeconds, isoText } from '../../shared/duration-text.js';

/** The limit an approver sets, to be sent; and what is wrong with it. */
export interface Shortened {
  maxDuration: string | null;
  problem: string | null;
}

/** An approver may shorten an access and not lengthen it (ISO 8601, empty for "as asked"). */
export function shortened(wanted: string, asked: string): Shortened {
  const [most, seconds] = [isoSeconds(asked), isoSeconds(wanted)];
  if (wanted === '' || seconds === null) return { maxDuration: null, problem: null };
  if (seconds === 0) return { maxDuration: null, problem: 'Nothing would be left; reject it instead.' };
  if (most !== null && seconds > most)
    return { maxDuration: null, problem: `Only ${isoText(asked)} was asked for.` };
  return { maxDuration: wanted, problem: null };
}
