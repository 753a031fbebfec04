import { logNames } from '@countersign/contracts';
import { checks } from './checks/checks.js';
import type { Finding } from './checks/checks.js';
import type { ChaosResult } from './chaos.js';
import type { Try } from './load/history.js';
import { longestOutage } from './outage.js';

type Counts = Record<string, number>;

/** Everything tried and found in a run, in numbers. */
export interface Summary {
  seed: string;
  natsNodes: number;
  tookMs: Counts;
  lifecycles: Counts;
  /** Those in which somebody gave up waiting. */
  givenUp: number;
  /** As the read models show them in the end. */
  requests: Counts;
  commands: number;
  /** Sendings, by operation and by what came back. */
  calls: Record<string, Counts>;
  /** The longest time in which people asked and nobody got a final answer. */
  longestOutageMs: number;
  faults: Counts;
  repeatedMessages: number;
  events: Counts;
  /** By check: at how many things it looked. */
  checks: Counts;
  findings: Finding[];
}

export function summaryOf(result: ChaosResult): Summary {
  const { options, observed, faults, repeatedMessages, findings } = result;
  const { history, logs, rebuilt } = observed;
  const calls: Record<string, Counts> = {};
  for (const { operation, tries } of history.commands)
    for (const one of tries) add((calls[operation] ??= {}), outcome(one));
  return {
    seed: options.seed,
    natsNodes: options.natsNodes,
    tookMs: result.took,
    lifecycles: countBy(history.lifecycles, ({ kind }) => kind),
    givenUp: history.lifecycles.filter(({ finishedAt }) => finishedAt === null).length,
    requests: countBy(rebuilt.tables['reporting.request'] ?? [], ({ status }) => String(status)),
    commands: history.commands.length,
    calls,
    repeatedMessages,
    findings,
    longestOutageMs: longestOutage(history.commands.flatMap(({ tries }) => tries)).ms,
    faults: countBy(faults, ({ kind }) => kind),
    events: Object.fromEntries(logNames.map((log) => [log, logs[log].events.length])),
    checks: Object.fromEntries(Object.entries(result.checks).map(([name, { looked }]) => [name, looked])),
  };
}

const outcomes = ['done', 'refused', 'try again', 'silence'] as const;

function outcome({ said }: Try): (typeof outcomes)[number] {
  if (!said) return 'silence';
  if (said.status >= 500 || said.status === 429) return 'try again';
  return said.status < 400 ? 'done' : 'refused';
}

function countBy<T>(of: readonly T[], key: (one: T) => string): Counts {
  const counts: Counts = {};
  for (const one of of) add(counts, key(one));
  return counts;
}

const add = (counts: Counts, key: string): void => void (counts[key] = (counts[key] ?? 0) + 1);
const sum = (counts: Counts): number => Object.values(counts).reduce((total, n) => total + n, 0);

const NOT_POWER_LOSS =
  'SIGKILL is not power loss: what the kernel has taken over is not lost. Durability against that is PostgreSQL’s, with fsync on.';

/** The summary for people, ending in how to repeat the run. */
export function reportOf(summary: Summary, repeat: string): string {
  const { lifecycles, givenUp, requests, calls, faults, events, findings } = summary;
  const operations = Object.entries(calls).map(([name, counts]): [string, number][] => [
    [name, sum(counts)],
    ...outcomes.map((one): [string, number] => [one, counts[one] ?? 0]),
  ]);
  const tries = operations.reduce((total, [first]) => total + (first?.[1] ?? 0), 0);
  return [
    '',
    `Lifecycles: ${sum(lifecycles)}, ${givenUp} of them given up while waiting`,
    ...listed(lifecycles),
    `Requests: ${sum(requests)}`,
    ...listed(requests),
    `Calls: ${tries}, of ${summary.commands} commands and questions`,
    ...operations.map(
      ([[name, n] = ['', 0], ...rest]) =>
        `  ${name.padEnd(20)}${String(n).padStart(7)}   ${rest.map(([what, m]) => `${what} ${m}`).join(', ')}`,
    ),
    `  at the longest, nobody got a final answer for ${(summary.longestOutageMs / 1000).toFixed(1)} s`,
    `Faults: ${sum(faults)}; messages repeated: ${summary.repeatedMessages}`,
    ...listed(faults),
    `Events: ${sum(events)}`,
    ...listed(events),
    `Checks: ${Object.keys(summary.checks).length}, and how many things each looked at`,
    ...Object.entries(summary.checks).map(
      ([name, n]) => `  ${name.padEnd(20)}${String(n).padStart(7)}   ${checks[name]?.says ?? ''}`,
    ),
    `Findings: ${findings.length}`,
    ...findingsTold(findings),
    '',
    NOT_POWER_LOSS,
    `Took: ${Object.entries(summary.tookMs)
      .map(([part, ms]) => `${part} ${(ms / 1000).toFixed(1)} s`)
      .join(', ')}`,
    `Seed: ${summary.seed}. Once more: ${repeat}`,
  ].join('\n');
}

const listed = (counts: Counts): string[] =>
  Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, n]) => `  ${name.padEnd(20)}${String(n).padStart(7)}`);

function findingsTold(findings: Finding[]): string[] {
  const names = [...new Set(findings.map(({ check }) => check))];
  const byCheck = names.map((name) => [name, findings.filter(({ check }) => check === name)] as const);
  return byCheck.flatMap(([check, found]) => [
    `  ${check}: ${found.length}. ${checks[check]?.says ?? ''}`,
    ...found.map(({ detail }) => `    ${detail}`),
  ]);
}
