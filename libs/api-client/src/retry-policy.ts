const MOST_ATTEMPTS = 5;
const FIRST_MS = 250;
const LONGEST_BACKOFF_MS = 4000;
/** A server that wants a longer break than this is told about, not waited for. */
const LONGEST_BREAK_MS = 30_000;

/** How a try ended: the status of its answer, or null when there was none. */
export interface Outcome {
  /** 1 for the first try. */
  attempt: number;
  status: number | null;
  /** The header as it came. */
  retryAfter: string | null;
}

/**
 * After how many ms to try again; null: not at all. Only what may pass by itself is tried again (no answer, 429, 503),
 * not before `Retry-After` has passed, and up to a quarter later, so that many clients do not come back at once. Pure.
 * @param random - 0 to 1
 */
export function retryDelay({ attempt, status, retryAfter }: Outcome, random: number): number | null {
  if (attempt >= MOST_ATTEMPTS || (status !== null && status !== 429 && status !== 503)) return null;
  const backoff = Math.min(FIRST_MS * 2 ** (attempt - 1), LONGEST_BACKOFF_MS);
  const asked = secondsOf(retryAfter) * 1000;
  if (asked > LONGEST_BREAK_MS) return null;
  return Math.round(Math.max(backoff, asked) * (1 + random / 4));
}

/** The API says seconds; a proxy's date is treated as if nothing had been said. */
function secondsOf(retryAfter: string | null): number {
  return retryAfter !== null && /^\d{1,9}$/.test(retryAfter) ? Number(retryAfter) : 0;
}
