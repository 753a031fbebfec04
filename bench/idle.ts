import { setTimeout as pause } from 'node:timers/promises';
import { startInstallation } from './support/installation.js';
import type { Installation } from './support/installation.js';
import { lifecycles } from './support/lifecycle-load.js';
import { measured, ratio } from './support/measure.js';
import { requesters } from './support/people.js';
import { writePolicies } from './support/policies.js';
import { processTable, treeOf } from './support/process-table.js';
import { proportionalKib } from './support/process-memory.js';
import { report } from './support/report.js';
import { buildsOf, readWish } from './support/wish.js';
import type { Build } from './support/wish.js';

const ROUNDS = 2;
const REST_MS = 60_000;
const MEASURED_MS = 60_000;
const LIFECYCLES = 500;

/** Use of CPU and memory at rest. */
interface Idle {
  /** CPU, in percent of one core. */
  percent: number;
  mib: number;
}

/** Rest before and after the first use. */
interface Turn {
  unused: Idle;
  used: Idle;
}

const wish = readWish();
const builds = buildsOf(wish).map((build) => ({ build, turns: [] as Turn[] }));
for (let round = 0; round < (wish.rounds ?? ROUNDS); round++) {
  for (const { build, turns } of builds) turns.push(await turn(build));
}
print();

/** Starts with empty data and the settings of `npm start`. */
async function turn(build: Build): Promise<Turn> {
  const installation = await startInstallation(build);
  try {
    const unused = await idle(installation);
    await writePolicies(installation);
    await lifecycles(installation, requesters.slice(0, LIFECYCLES));
    return { unused, used: await idle(installation) };
  } finally {
    await installation.stop();
  }
}

async function idle(installation: Installation): Promise<Idle> {
  await pause(REST_MS);
  const usedBefore = cpuOf(installation);
  const start = performance.now();
  await pause(MEASURED_MS);
  const seconds = (performance.now() - start) / 1000;
  const used = (cpuOf(installation) - usedBefore) / 1_000_000;
  return { percent: (100 * used) / seconds, mib: memoryOf(installation) };
}

/** CPU used by all processes of the tree, in microseconds. */
function cpuOf({ pid }: Installation): number {
  return treeOf(pid, processTable()).reduce((sum, { microseconds }) => sum + microseconds, 0);
}

function memoryOf({ pid }: Installation): number {
  return treeOf(pid, processTable()).reduce((sum, one) => sum + proportionalKib(one.pid), 0) / 1024;
}

function print(): void {
  const [old, current] = builds;
  const row = (name: string, value: (turn: Turn) => number) => {
    const columns = builds.map(({ turns }) => turns.map(value));
    const ratios = old && current ? [ratio(current.turns.map(value), old.turns.map(value))] : [];
    return [name, ...columns.map(measured), ...ratios];
  };
  report([
    {
      title: `The whole standalone, with nobody using it, over ${MEASURED_MS / 1000} s after ${REST_MS / 1000} s of rest`,
      columns: ['', ...builds.map(({ build }) => build.name), ...(current ? ['new ÷ old'] : [])],
      rows: [
        row('CPU after the start, % of one core', ({ unused }) => unused.percent),
        row('memory after the start (sum of PSS), MiB', ({ unused }) => unused.mib),
        row(`CPU after ${LIFECYCLES} lifecycles, % of one core`, ({ used }) => used.percent),
        row(`memory after ${LIFECYCLES} lifecycles (sum of PSS), MiB`, ({ used }) => used.mib),
      ],
    },
  ]);
}
