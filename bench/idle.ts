import { setTimeout as pause } from 'node:timers/promises';
import { startInstallation } from './support/installation.js';
import type { Installation } from './support/installation.js';
import { measured, ratio } from './support/measure.js';
import { processTable, treeOf } from './support/process-table.js';
import { proportionalKib } from './support/process-memory.js';
import { report } from './support/report.js';
import { buildsOf, readWish } from './support/wish.js';
import type { Build } from './support/wish.js';

const ROUNDS = 2;
const REST_MS = 60_000;
const MEASURED_MS = 60_000;

/** An installation that nobody uses. */
interface Idle {
  /** Of one core. */
  percent: number;
  mib: number;
}

const wish = readWish();
const turns = buildsOf(wish).map((build) => ({ build, idle: [] as Idle[] }));
for (let round = 0; round < (wish.rounds ?? ROUNDS); round++) {
  for (const { build, idle } of turns) idle.push(await turn(build));
}
print();

/** With the settings that `npm start` has, and empty data. */
async function turn(build: Build): Promise<Idle> {
  const installation = await startInstallation(build);
  try {
    await pause(REST_MS);
    const [usedBefore, start] = [cpuOf(installation), performance.now()];
    await pause(MEASURED_MS);
    const seconds = (performance.now() - start) / 1000;
    const used = (cpuOf(installation) - usedBefore) / 1_000_000;
    return { percent: (100 * used) / seconds, mib: memoryOf(installation) };
  } finally {
    await installation.stop();
  }
}

/** Microseconds of all processes of the tree so far. */
function cpuOf({ pid }: Installation): number {
  return treeOf(pid, processTable()).reduce((sum, { microseconds }) => sum + microseconds, 0);
}

function memoryOf({ pid }: Installation): number {
  return treeOf(pid, processTable()).reduce((sum, one) => sum + proportionalKib(one.pid), 0) / 1024;
}

function print(): void {
  const [old, current] = turns;
  const row = (name: string, value: (idle: Idle) => number) => {
    const columns = turns.map(({ idle }) => idle.map(value));
    const ratios = old && current ? [ratio(current.idle.map(value), old.idle.map(value))] : [];
    return [name, ...columns.map(measured), ...ratios];
  };
  report([
    {
      title: `The whole standalone, with nobody using it, from ${REST_MS / 1000} s after its start`,
      columns: ['', ...turns.map(({ build }) => build.name), ...(current ? ['new ÷ old'] : [])],
      rows: [
        row('CPU, % of one core', ({ percent }) => percent),
        row('memory (sum of PSS), MiB', ({ mib }) => mib),
      ],
    },
  ]);
}
