import { buildBug } from './build-bug.js';
import { bugs } from './bugs.js';
import { runScenario } from './run-scenario.js';
import type { Outcome } from './run-scenario.js';
import type { Scenario } from './scenarios.js';
import type { SeededBug } from './seeded-bug.js';
import { verdictOn } from './verdict.js';

/** Which bugs to run, and where. */
export interface BugsOptions {
  /** Root of the repository. */
  root: string;
  /** Names of bugs; an empty list means all. */
  names: readonly string[];
  seed: string;
  say: (line: string) => void;
}

/**
 * Tests the test: builds the product with each bug in turn and lets the checks look for it. Each scenario also runs
 * against the unchanged product, where the checks must find nothing.
 * @returns whether every bug was caught by one of its checks, and nothing was found in the product
 * @throws Error for an unknown name
 */
export async function runBugs({ root, names, seed, say }: BugsOptions): Promise<boolean> {
  const chosen = chosenBugs(names);
  const scenarios = [...new Set(chosen.map(({ scenario }) => scenario))];
  let good = true;
  for (const scenario of scenarios) {
    good = (await tryProduct(scenario, seed, say)) && good;
    for (const bug of chosen.filter((one) => one.scenario === scenario))
      good = (await tryBug(root, bug, seed, say)) && good;
  }
  return good;
}

function chosenBugs(names: readonly string[]): readonly SeededBug[] {
  const known = bugs.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length) throw new Error(`no such bug: ${unknown.join(', ')}; there are ${known.join(', ')}`);
  return names.length ? bugs.filter(({ name }) => names.includes(name)) : bugs;
}

/** The control run: the same people and faults, without a bug. */
async function tryProduct(scenario: Scenario, seed: string, say: BugsOptions['say']): Promise<boolean> {
  const outcome = await runScenario(scenario, `${seed} ${scenario.name}`);
  const { tally, details } = verdictOn([], outcome.findings);
  const good = !outcome.findings.length;
  say(inColumns(`no bug, ${scenario.name}`, good ? tally : `FOUND ${tally}`, outcome));
  for (const detail of details) say(`    ${detail}`);
  return good;
}

async function tryBug(root: string, bug: SeededBug, seed: string, say: BugsOptions['say']): Promise<boolean> {
  const { name, says, scenario, caughtBy } = bug;
  const outcome = await runScenario(scenario, `${seed} ${name}`, await buildBug(root, bug));
  const { caught, tally, details } = verdictOn(caughtBy, outcome.findings);
  say(inColumns(name, caught ? `caught: ${tally}` : `NOT CAUGHT: ${tally}`, outcome));
  say(`    ${says}`);
  for (const detail of details) say(`    ${detail}`);
  return caught;
}

function inColumns(what: string, found: string, { lifecycles, seconds }: Outcome): string {
  const columns = [
    what.padEnd(26),
    `${lifecycles} lifecycles`.padStart(15),
    `${seconds.toFixed(0)} s`.padStart(6),
  ];
  return `${columns.join('')}  ${found}`;
}
