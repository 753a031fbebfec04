import { readdirSync, readFileSync } from 'node:fs';

/** A process of this machine (Linux). */
export interface MachineProcess {
  pid: number;
  parent: number;
  /** CPU used so far by the process and its ended children. */
  microseconds: number;
}

/** Ticks of /proc are hundredths of a second on every Linux (`getconf CLK_TCK`). */
export const MICROSECONDS_PER_TICK = 10_000;

export function processTable(): MachineProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => readProcess(Number(pid)));
}

/** A process and its descendants in the table. */
export function treeOf(pid: number, table: readonly MachineProcess[]): MachineProcess[] {
  const own = table.filter((one) => one.pid === pid);
  const children = table.filter(({ parent }) => parent === pid);
  return [...own, ...children.flatMap((child) => treeOf(child.pid, table))];
}

/** Fields by proc(5); the second field, the name, may contain any character but ends with the last `)`. Ended processes are omitted. */
function readProcess(pid: number): MachineProcess[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const ticks = fields.slice(11, 15).reduce((sum, used) => sum + used, 0);
    return [{ pid, parent: fields[1] ?? 0, microseconds: ticks * MICROSECONDS_PER_TICK }];
  } catch {
    return [];
  }
}
