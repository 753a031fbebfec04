import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { MICROSECONDS_PER_TICK, processTable, treeOf } from './process-table.js';

/** CPU used so far, in microseconds. */
interface Reading {
  machine: number;
  bench: number;
  /** Milliseconds of the monotonic clock. */
  at: number;
}

function reading(): Reading {
  const [, ...ticks] = (readFileSync('/proc/stat', 'utf8').split('\n', 1)[0] ?? '').split(/\s+/).map(Number);
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = ticks;
  const busy = user + nice + system + irq + softirq + steal;
  const tree = treeOf(process.pid, processTable());
  return {
    machine: busy * MICROSECONDS_PER_TICK,
    bench: tree.reduce((sum, { microseconds }) => sum + microseconds, 0),
    at: performance.now(),
  };
}

/**
 * Watches how much of the machine other programs use, other virtual machines on the same host included (steal).
 * @returns the share of all cores that they have used since the call
 */
export function watchOtherPrograms(): () => number {
  const before = reading();
  return () => {
    const after = reading();
    const others = after.machine - before.machine - (after.bench - before.bench);
    return Math.max(0, others / ((after.at - before.at) * 1_000 * availableParallelism()));
  };
}

/** A result is valid if other programs use at most this share of the machine. */
const QUIET = 0.1;
const SAMPLE_MS = 3_000;
const PATIENCE_MS = 60 * 60_000;

/**
 * Starts each attempt when the machine is quiet, and repeats a disturbed attempt, whether it failed or not.
 * @throws Error when every attempt within an hour was disturbed; any error of an undisturbed attempt
 */
export async function undisturbed<Result extends { others: number }>(
  attempt: () => Promise<Result>,
): Promise<Result> {
  const until = performance.now() + PATIENCE_MS;
  while (performance.now() < until) {
    const before = watchOtherPrograms();
    await pause(SAMPLE_MS);
    if (before() > QUIET) continue;
    const meanwhile = watchOtherPrograms();
    try {
      const result = await attempt();
      if (result.others <= QUIET) return result;
    } catch (error) {
      if (meanwhile() <= QUIET) throw error;
    }
    const percent = Math.round(100 * meanwhile());
    process.stderr.write(`other programs used ${percent} % of the machine: the turn is repeated\n`);
  }
  throw new Error('other programs have kept the machine busy for an hour');
}
