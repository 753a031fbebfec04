import { readdirSync, readFileSync } from 'node:fs';

/** Microseconds of CPU that each named process and its children have used so far (Linux). */
export type CpuUse = Record<string, number>;

/** Ticks of /proc are hundredths of a second on every Linux there is (`getconf CLK_TCK`). */
const MICROSECONDS_PER_TICK = 10_000;

/** @param processes - process ids by name; those under one name are added up, each with all that descend from it */
export function cpuUse(processes: Record<string, number[]>): CpuUse {
  const all = processTable();
  const used = (pid: number): number =>
    (all.get(pid)?.ticks ?? 0) +
    [...all.values()].filter(({ parent }) => parent === pid).reduce((sum, child) => sum + used(child.pid), 0);
  return Object.fromEntries(
    Object.entries(processes).map(([name, pids]) => [
      name,
      pids.reduce((sum, pid) => sum + used(pid), 0) * MICROSECONDS_PER_TICK,
    ]),
  );
}

interface Process {
  pid: number;
  parent: number;
  /** Of its own and of its children that have ended. */
  ticks: number;
}

function processTable(): Map<number, Process> {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return new Map(pids.flatMap((pid) => readProcess(Number(pid))).map((one) => [one.pid, one]));
}

/** Fields by proc(5); the second, the name, may hold anything but ends with the last `)`. */
function readProcess(pid: number): Process[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [utime = 0, stime = 0, ended = 0, endedSystem = 0] = fields.slice(11, 15);
    return [{ pid, parent: fields[1] ?? 0, ticks: utime + stime + ended + endedSystem }];
  } catch {
    return [];
  }
}
