import { readFileSync } from 'node:fs';

/**
 * Memory of a process in KiB, where shared pages count in proportion (Linux, proc(5): `smaps_rollup`); 0 for a process
 * that has ended.
 * @throws Error when the process belongs to another user, whose memory cannot be read
 */
export function proportionalKib(pid: number): number {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1]);
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as { code?: string }).code ?? '')) return 0;
    throw error;
  }
}
