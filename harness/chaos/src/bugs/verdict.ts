import type { Finding } from '../checks/checks.js';

/** What became of the search for a bug. */
export interface Verdict {
  /** A check that is meant to find it did. */
  caught: boolean;
  /** What was found, by check and how often: `one-end 3, chain 20`; `nothing`. */
  tally: string;
  /** What is worth reading of it, in a sentence each. */
  details: string[];
}

/**
 * Whether a bug was caught. What other checks found does not count: a build that is broken in another way than it is
 * meant to be would otherwise pass for a test.
 * @param caughtBy - names of the checks that are meant to find it
 */
export function verdictOn(caughtBy: readonly string[], findings: readonly Finding[]): Verdict {
  const meant = findings.find(({ check }) => caughtBy.includes(check));
  const details = (meant ? [meant] : findings.slice(0, 3)).map(({ check, detail }) => `${check}: ${detail}`);
  return { caught: meant !== undefined, tally: tallyOf(findings), details };
}

function tallyOf(findings: readonly Finding[]): string {
  const counts = new Map<string, number>();
  for (const { check } of findings) counts.set(check, (counts.get(check) ?? 0) + 1);
  return [...counts].map(([check, count]) => `${check} ${count}`).join(', ') || 'nothing';
}
