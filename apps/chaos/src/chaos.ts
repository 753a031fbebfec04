import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './faults/fault.js';
import { planFaults } from './faults/schedule.js';
import { storm } from './faults/storm.js';
import type { Past } from './faults/storm.js';
import { startInstallation } from './installation/installation.js';
import type { Installation } from './installation/installation.js';
import { whoIsNotReady } from './installation/ready.js';
import type { History } from './load/history.js';
import { Load } from './load/load.js';
import { startIssuer } from './people/issuer.js';
import { seeded } from './random.js';

/** What a run is to be. */
export interface ChaosOptions {
  /** Decides what people do and which faults happen; not in which order the machine gets to it. */
  seed: string;
  /** The load goes on until there were so many, and all faults are over. */
  lifecycles: number;
  /** Lifecycles at the same time. */
  workers: number;
  faults: number;
  /** The last fault begins within this time. */
  overMs: number;
  natsNodes: 1 | 3;
  /** Names of `faultKinds`; default all. */
  kinds?: readonly string[] | undefined;
  /** Where the built programs are; default `dist/apps`. */
  programs?: string | undefined;
  /** Ends the load and the faults early; what has happened by then is checked. */
  signal?: AbortSignal | undefined;
  /** Told of each step, in a sentence. */
  say?: ((sentence: string) => void) | undefined;
}

/** What a run came to. */
export interface ChaosResult {
  options: ChaosOptions;
  history: History;
  faults: Past[];
  /** Messages of NATS that were repeated. */
  repeatedMessages: number;
  /** What must not be. */
  findings: { check: string; detail: string }[];
  /** How long each part took, in ms. */
  took: Record<string, number>;
  /** What the processes have written, if it was kept. */
  folder: string | null;
}

const READY_MS = 60_000;
const SETTLE_MS = 60_000;

/** One run: install, load beside faults, let everything settle, look at what an outsider can see, and judge. */
export async function chaos(options: ChaosOptions): Promise<ChaosResult> {
  const { seed, natsNodes, programs, say = () => undefined } = options;
  const random = seeded(seed);
  const watch = new Stopwatch();
  const issuer = await startIssuer();
  const installation = await startInstallation({
    random: random.fork('installation'),
    ...{ issuer, natsNodes, programs },
  });
  try {
    const { url } = installation.stack;
    const { workers } = options;
    const load = new Load({
      random: random.fork('load'),
      ...{ url, issuer, workers, lifecycles: Number.POSITIVE_INFINITY },
    });
    await load.prepare();
    watch.lap('start');
    say(`Everything runs after ${watch.took['start']} ms.`);
    const faults = await underFire(
      options,
      installation,
      load,
      planFaults(random.fork('faults'), { ...options, count: options.faults }),
    );
    watch.lap('load and faults');
    const late = await whoIsNotReady(installation, Date.now() + READY_MS);
    await load.settle(Date.now() + SETTLE_MS);
    watch.lap('settling');
    return {
      ...{ options, history: load.history, faults, took: watch.took, folder: null },
      repeatedMessages: installation.duplicates.repeated,
      findings: [
        ...late.map((detail) => ({ check: 'not ready after the faults', detail })),
        ...installation.crashes.map((detail) => ({ check: 'ended although nobody ended it', detail })),
      ],
    };
  } finally {
    await installation.stop();
    await issuer.close();
  }
}

async function underFire(
  { lifecycles, signal = new AbortController().signal, say }: ChaosOptions,
  installation: Installation,
  load: Load,
  faults: Fault[],
): Promise<Past[]> {
  load.start();
  let n = 0;
  const past = await storm(faults, installation, signal, ({ what }, beganAt) =>
    say?.(
      `${++n}/${faults.length} ${(beganAt / 1000).toFixed(1)} s, ${load.history.lifecycles.length} lifecycles: ${what}`,
    ),
  );
  while (!signal.aborted && load.history.lifecycles.length < lifecycles) await sleep(200);
  await load.stop();
  return past;
}

/** How long each part of something takes. */
class Stopwatch {
  readonly took: Record<string, number> = {};
  private since = Date.now();

  lap(part: string): void {
    this.took[part] = Date.now() - this.since;
    this.since = Date.now();
  }
}
