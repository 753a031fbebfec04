import { isoSeconds, isoText } from '../../../shared/duration-text.js';

/** The shorter duration to send, and what is wrong with the text. */
interface Shortened {
  maxDuration: string | null;
  problem: string | null;
}

/** An approver may shorten an access but not lengthen it (`rules.md#shortening`). @param wanted - ISO 8601, or empty */
export function shortened(wanted: string, asked: string): Shortened {
  const most = isoSeconds(asked);
  const seconds = isoSeconds(wanted);
  if (wanted === '' || seconds === null) return { maxDuration: null, problem: null };
  if (seconds === 0)
    return { maxDuration: null, problem: 'No time would be left; reject the request instead.' };
  if (most !== null && seconds > most)
    return { maxDuration: null, problem: `Only ${isoText(asked)} was requested.` };
  return { maxDuration: wanted, problem: null };
}
