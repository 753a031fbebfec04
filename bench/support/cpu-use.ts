import { processTable, treeOf } from './process-table.js';

/** Microseconds of CPU, by user. */
export type CpuUse = Record<string, number>;

/**
 * The CPU that processes have used so far.
 * @param processes - process ids by name; the processes of a name are added up, each with its descendants
 */
export function cpuUse(processes: Record<string, number[]>): CpuUse {
  const table = processTable();
  const used = (pid: number) => treeOf(pid, table).reduce((sum, { microseconds }) => sum + microseconds, 0);
  return Object.fromEntries(
    Object.entries(processes).map(([name, pids]) => [name, pids.reduce((sum, pid) => sum + used(pid), 0)]),
  );
}

/** The CPU used between two readings, per call. */
export function perCall(before: CpuUse, after: CpuUse, count: number): CpuUse {
  return Object.fromEntries(
    Object.entries(after).map(([name, used]) => [name, (used - (before[name] ?? 0)) / count]),
  );
}
