import { isFinal } from './load/history.js';
import type { Try } from './load/history.js';

/** A time in which people asked, and nobody got a final answer. */
export interface Outage {
  /** ms since 1970. */
  from: number;
  ms: number;
}

/** The longest such time: from the first question that was open then to the next final answer. */
export function longestOutage(tries: readonly Try[]): Outage {
  let longest: Outage = { from: 0, ms: 0 };
  let lastAnswer = -Infinity;
  let openSince = Infinity;
  const ended = tries.flatMap(({ sentAt, endedAt, said }) =>
    endedAt === null ? [] : [{ sentAt, endedAt, final: said !== null && isFinal(said) }],
  );
  for (const { sentAt, endedAt, final } of ended.sort((a, b) => a.endedAt - b.endedAt)) {
    openSince = Math.min(openSince, Math.max(sentAt, lastAnswer));
    if (!final) continue;
    if (endedAt - openSince > longest.ms) longest = { from: openSince, ms: endedAt - openSince };
    lastAnswer = endedAt;
    openSince = Infinity;
  }
  return longest;
}
