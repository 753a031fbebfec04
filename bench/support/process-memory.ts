import { readFileSync } from 'node:fs';

/**
 * Memory of a process in KiB, where each page that it shares with others counts in proportion (Linux, proc(5):
 * `smaps_rollup`). A process that has ended has none.
 * @throws Error when the memory of a process that runs may not be read: it belongs to another user
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
