import type { Finding } from '../checks/checks.js';

/** The result of searching for a bug. */
export interface Verdict {
  /** One of its checks found it. */
  caught: boolean;
  /** The findings per check: `one-end 3, chain 20`; `nothing`. */
  tally: string;
  /** The findings that are worth reading, as sentences. */
  details: string[];
}

/**
 * Whether a bug was caught. Findings of other checks do not count: a build that is broken in an unintended way would
 * otherwise pass for a caught bug.
 * @param caughtBy - names of the checks that should find it
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
