import { setTimeout as pause } from 'node:timers/promises';
import { checkAll } from '../checks/checks.js';
import type { Finding } from '../checks/checks.js';
import { planFaults } from '../faults/schedule.js';
import { storm } from '../faults/storm.js';
import { startInstallation } from '../installation/installation.js';
import type { Installation } from '../installation/installation.js';
import { Load } from '../load/load.js';
import { observe } from '../observe/observe.js';
import { startIssuer } from '../people/issuer.js';
import type { Issuer } from '../people/issuer.js';
import { seeded } from '../random.js';
import type { Random } from '../random.js';
import type { Scenario } from './scenarios.js';

const WORKERS = 24;
/** People who get no answer are left to themselves after this: with a bug there may never be one. */
const PATIENCE_MS = 10_000;
/** How long open commands, consumers, mirrors and rebuilds may take to come to rest. */
const SETTLE_MS = 15_000;

/** What one run found, and what it took. */
export interface Outcome {
  findings: Finding[];
  lifecycles: number;
  /** From the first call of the load on. */
  seconds: number;
}

/** Which programs run a scenario. */
export interface ScenarioRun {
  seed: string;
  /** Where they are; default the product's own. */
  programs?: string;
}

/**
 * Lets people and faults of a scenario loose on an installation of its own, and checks what is left.
 * @throws Error when the installation does not start or nobody accepts a policy
 */
export async function runScenario(scenario: Scenario, { seed, programs }: ScenarioRun): Promise<Outcome> {
  const random = seeded(seed);
  const issuer = await startIssuer();
  try {
    const options = { random: random.fork('installation'), issuer, natsNodes: 1, programs } as const;
    const installation = await startInstallation(options);
    try {
      return await underFire(scenario, random, installation, issuer);
    } finally {
      await installation.stop();
    }
  } finally {
    await issuer.close();
  }
}

async function underFire(
  { kinds, faults, faultCount, seconds }: Scenario,
  random: Random,
  installation: Installation,
  issuer: Issuer,
): Promise<Outcome> {
  const { stack } = installation;
  const amount = { workers: WORKERS, lifecycles: Infinity, ...(kinds && { kinds }) };
  const load = new Load({ random: random.fork('load'), url: stack.url, issuer, ...amount });
  await load.prepare();
  const startedAt = Date.now();
  load.start();
  const overMs = seconds * 1000;
  const planned = planFaults(random.fork('faults'), {
    ...{ count: faultCount, overMs, natsNodes: 1 },
    kinds: faults,
  });
  await Promise.all([
    pause(overMs),
    storm(planned, installation, new AbortController().signal, () => undefined),
  ]);
  await Promise.race([load.stop(), pause(PATIENCE_MS)]);
  await load.settle(Date.now() + SETTLE_MS);
  const observed = await observe(stack, load.history, { deadline: Date.now() + SETTLE_MS });
  return {
    findings: checkAll(observed),
    lifecycles: load.history.lifecycles.length,
    seconds: (Date.now() - startedAt) / 1000,
  };
}
