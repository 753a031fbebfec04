import type { Finding } from '../checks/checks.js';
import { buildBug } from './build-bug.js';
import { bugs } from './bugs.js';
import { runScenario } from './run-scenario.js';
import type { Outcome } from './run-scenario.js';
import type { Scenario } from './scenarios.js';
import type { SeededBug } from './seeded-bug.js';

/** What to try, and where. */
export interface BugsOptions {
  /** The repository. */
  root: string;
  /** Names of bugs; none: all. */
  names: readonly string[];
  seed: string;
  say: (line: string) => void;
}

/**
 * Tests the test: builds the product with each bug in turn and lets the checks look for it. Each scenario is run on
 * the product as it is, too, where they must find nothing.
 * @returns whether every bug was caught by a check that is meant to, and nothing else was
 * @throws Error for a name that is not known
 */
export async function runBugs({ root, names, seed, say }: BugsOptions): Promise<boolean> {
  const chosen = chosenBugs(names);
  const scenarios = [...new Set(chosen.map(({ scenario }) => scenario))];
  let good = true;
  for (const scenario of scenarios) {
    good = (await healthy(scenario, seed, say)) && good;
    for (const bug of chosen.filter((one) => one.scenario === scenario)) {
      const programs = await buildBug(root, bug);
      const outcome = await runScenario(scenario, `${seed} ${bug.name}`, programs);
      good = report(bug, outcome, say) && good;
    }
  }
  return good;
}

function chosenBugs(names: readonly string[]): readonly SeededBug[] {
  const unknown = names.filter((name) => !bugs.some((bug) => bug.name === name));
  if (unknown.length)
    throw new Error(
      `no such bug: ${unknown.join(', ')}; there are ${bugs.map(({ name }) => name).join(', ')}`,
    );
  return names.length ? bugs.filter(({ name }) => names.includes(name)) : bugs;
}

async function healthy(scenario: Scenario, seed: string, say: BugsOptions['say']): Promise<boolean> {
  const outcome = await runScenario(scenario, `${seed} ${scenario.name}`);
  const { findings } = outcome;
  say(
    line(`(the product) ${scenario.name}`, findings.length ? `FOUND ${tally(findings)}` : 'nothing', outcome),
  );
  findings.slice(0, 5).forEach(({ check, detail }) => say(`    ${check}: ${detail}`));
  return !findings.length;
}

function report({ name, caughtBy }: SeededBug, outcome: Outcome, say: BugsOptions['say']): boolean {
  const caught = outcome.findings.find(({ check }) => caughtBy.includes(check));
  const found = outcome.findings.length ? tally(outcome.findings) : 'nothing';
  say(line(name, caught ? found : `NOT CAUGHT (${found})`, outcome));
  if (caught) say(`    ${caught.check}: ${caught.detail}`);
  return caught !== undefined;
}

function line(what: string, found: string, { lifecycles, seconds }: Outcome): string {
  return `${what.padEnd(26)} ${String(lifecycles).padStart(5)} lifecycles ${seconds.toFixed(0).padStart(4)} s  ${found}`;
}

/** `single-use 3, chain 20`: what was found, by check. */
function tally(findings: readonly Finding[]): string {
  const counts = new Map<string, number>();
  for (const { check } of findings) counts.set(check, (counts.get(check) ?? 0) + 1);
  return [...counts].map(([check, count]) => `${check} ${count}`).join(', ');
}
