import { setTimeout as sleep } from 'node:timers/promises';
import { checkAll, runChecks } from './checks/checks.js';
import type { Checked, Finding } from './checks/checks.js';
import type { Fault } from './faults/fault.js';
import { planFaults } from './faults/schedule.js';
import { storm } from './faults/storm.js';
import type { Past } from './faults/storm.js';
import { startInstallation } from './installation/installation.js';
import type { Installation } from './installation/installation.js';
import { whoIsNotReady } from './installation/ready.js';
import { Load } from './load/load.js';
import { observe } from './observe/observe.js';
import type { Observed } from './observe/observed.js';
import { startIssuer } from './people/issuer.js';
import type { Issuer } from './people/issuer.js';
import { seeded } from './random.js';

/** Options of a run. */
export interface ChaosOptions {
  /** Seed for what people do and which faults happen; timing still depends on the machine. */
  seed: string;
  /** The load continues until this number is reached and all faults are over. */
  lifecycles: number;
  /** Concurrent lifecycles. */
  workers: number;
  faults: number;
  /** The last fault begins within this time. */
  overMs: number;
  natsNodes: 1 | 3;
  /** Names of `faultKinds`; default all. */
  kinds?: readonly string[] | undefined;
  /** Names of kinds of lifecycles; default all. */
  workload?: readonly string[] | undefined;
  /** Folder of the built programs; default `dist/apps`. */
  programs?: string | undefined;
  /**
   * Time limits for the workers to finish and for the installation to restart, to settle and to catch up, each in ms. The
   * defaults are what a healthy machine under load may need.
   */
  patienceMs?: number | undefined;
  /** Keeps the installation's folder, including its logs, if something was found. */
  keep?: boolean | undefined;
  /** Ends the load and the faults early; whatever has happened is checked. */
  signal?: AbortSignal | undefined;
  /** Receives a sentence for each step. */
  say?: ((sentence: string) => void) | undefined;
}

/** Result of a run. */
export interface ChaosResult {
  options: ChaosOptions;
  observed: Observed;
  faults: Past[];
  /** Number of NATS messages that were repeated. */
  repeatedMessages: number;
  checks: Record<string, Checked>;
  /** Violations of guarantees. */
  findings: Finding[];
  /** Duration of each part, in ms. */
  took: Record<string, number>;
}

const READY_MS = 60_000;
const SETTLE_MS = 90_000;
const CATCH_UP_MS = 120_000;

/**
 * One run: install, apply load and faults, let everything settle, read what an outsider can read, and judge.
 * @throws LocalStackError if the installation does not start
 */
export async function chaos(options: ChaosOptions): Promise<ChaosResult> {
  const { seed, natsNodes, programs, keep = false } = options;
  const random = seeded(seed).fork('installation');
  const issuer = await startIssuer();
  let found = false;
  try {
    const installation = await startInstallation({ random, issuer, natsNodes, programs });
    try {
      const result = await run(options, issuer, installation);
      found = result.findings.length > 0;
      return result;
    } catch (error) {
      found = true;
      throw error;
    } finally {
      if (keep && found)
        options.say?.(`What the processes wrote is kept in ${installation.stack.folder.root}.`);
      await installation.stop({ keep: keep && found });
    }
  } finally {
    await issuer.close();
  }
}

async function run(options: ChaosOptions, issuer: Issuer, installation: Installation): Promise<ChaosResult> {
  const random = seeded(options.seed);
  const { stack, duplicates, crashes } = installation;
  const { url } = stack;
  const { workers, workload, patienceMs } = options;
  const load = new Load({
    random: random.fork('load'),
    url,
    issuer,
    workers,
    lifecycles: Number.POSITIVE_INFINITY,
    ...(workload && { kinds: workload }),
  });
  const watch = new Stopwatch();
  await load.prepare();
  const planned = planFaults(random.fork('faults'), { ...options, count: options.faults });
  const faults = await underFire(options, installation, load, planned);
  watch.lap('load and faults');
  const late = await whoIsNotReady(installation, Date.now() + (patienceMs ?? READY_MS));
  await load.settle(Date.now() + (patienceMs ?? SETTLE_MS));
  watch.lap('settling');
  const observed = await observe(stack, load.history, {
    deadline: Date.now() + (patienceMs ?? CATCH_UP_MS),
  });
  watch.lap('observing');
  const checked = runChecks(observed);
  watch.lap('checking');
  const failed = faults.flatMap(({ what, error }) => (error === null ? [] : [`${what}: ${error}`]));
  return {
    options,
    observed,
    faults,
    checks: checked,
    took: watch.took,
    repeatedMessages: duplicates.repeated,
    findings: [
      ...named('put-right', failed),
      ...named('ready', late),
      ...named('stays-alive', crashes),
      ...checkAll(observed, checked),
    ],
  };
}

const named = (check: string, details: string[]): Finding[] => details.map((detail) => ({ check, detail }));

async function underFire(
  { lifecycles, signal = new AbortController().signal, patienceMs, say }: ChaosOptions,
  installation: Installation,
  load: Load,
  faults: Fault[],
): Promise<Past[]> {
  load.start();
  let begun = 0;
  const past = await storm(faults, installation, signal, ({ what }, at) => {
    const sofar = `${load.history.lifecycles.length} lifecycles`;
    say?.(`${++begun}/${faults.length}  ${(at / 1000).toFixed(1)} s, ${sofar}: ${what}`);
  });
  // If the load fails, there is no point in waiting for it.
  while (!signal.aborted && load.history.lifecycles.length < lifecycles)
    await Promise.race([sleep(200), load.done]);
  const stopped = load.stop();
  await (patienceMs === undefined ? stopped : Promise.race([stopped, sleep(patienceMs)]));
  return past;
}

/** Measures the duration of each part of a run. */
class Stopwatch {
  readonly took: Record<string, number> = {};
  private since = Date.now();

  lap(part: string): void {
    this.took[part] = Date.now() - this.since;
    this.since = Date.now();
  }
}
