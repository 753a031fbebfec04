import { chaos } from '../chaos.js';
import type { Finding } from '../checks/checks.js';
import type { Scenario } from './scenarios.js';

const WORKERS = 24;
/** With a bug, a run may never reach its number of lifecycles; then whatever has happened is checked. */
const LONGEST_MS = 45_000;
/** With a bug, an installation often never settles, so there is no point in waiting longer. */
const PATIENCE_MS = 15_000;

/** The findings and the duration of one run. */
export interface Outcome {
  findings: Finding[];
  lifecycles: number;
  /** From the start of the processes to their end. */
  seconds: number;
}

/**
 * Runs the people and faults of a scenario on a separate installation, and checks the result.
 * @param programs - folder of the programs; default the product's own
 * @throws Error if the installation does not start, or nobody accepts a policy
 */
export async function runScenario(scenario: Scenario, seed: string, programs?: string): Promise<Outcome> {
  const { lifecycles, faults, faultCount, overMs } = scenario;
  const startedAt = Date.now();
  const { findings, observed } = await chaos({
    seed,
    lifecycles,
    overMs,
    programs,
    workers: WORKERS,
    natsNodes: 1,
    patienceMs: PATIENCE_MS,
    faults: faultCount,
    kinds: faults,
    workload: scenario.workload,
    signal: AbortSignal.timeout(LONGEST_MS),
  });
  const seconds = (Date.now() - startedAt) / 1000;
  return { findings, lifecycles: observed.history.lifecycles.length, seconds };
}
