import { processTable, treeOf } from './process-table.js';

/** Microseconds of CPU by what has used them. */
export type CpuUse = Record<string, number>;

/**
 * What processes have used so far.
 * @param processes - process ids by name; the processes under one name are added up, each with all that descend from it
 */
export function cpuUse(processes: Record<string, number[]>): CpuUse {
  const table = processTable();
  const used = (pid: number) => treeOf(pid, table).reduce((sum, { microseconds }) => sum + microseconds, 0);
  return Object.fromEntries(
    Object.entries(processes).map(([name, pids]) => [name, pids.reduce((sum, pid) => sum + used(pid), 0)]),
  );
}

/** What was used between two readings, for each of `count` calls. */
export function perCall(before: CpuUse, after: CpuUse, count: number): CpuUse {
  return Object.fromEntries(
    Object.entries(after).map(([name, used]) => [name, (used - (before[name] ?? 0)) / count]),
  );
}
