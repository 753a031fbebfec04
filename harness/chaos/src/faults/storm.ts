import { setTimeout as sleep } from 'node:timers/promises';
import type { Installation } from '../installation/installation.js';
import type { Fault } from './fault.js';

/** Maximum number of simultaneous faults. */
const AT_ONCE = 2;

/** The record of one fault. */
export interface Past {
  kind: string;
  what: string;
  /** ms since the start of the storm. */
  beganAt: number;
  endedAt: number;
  /** Why it could not be repaired; null if it was. */
  error: string | null;
}

/**
 * Runs the faults, each at its time or as soon as there is room: at most two at a time, and never two that affect the
 * same part.
 * @param onFault - called when a fault begins
 */
export async function storm(
  faults: readonly Fault[],
  installation: Installation,
  signal: AbortSignal,
  onFault: (fault: Fault, beganAt: number) => void,
): Promise<Past[]> {
  const start = Date.now();
  const past: Past[] = [];
  const current = new Map<Fault, Promise<void>>();
  const inTheWay = (fault: Fault): boolean =>
    current.size >= AT_ONCE ||
    [...current.keys()].some(({ targets }) => targets.some((one) => fault.targets.includes(one)));

  for (const fault of faults) {
    await sleep(Math.max(0, start + fault.at - Date.now()), undefined, { signal }).catch(() => undefined);
    while (inTheWay(fault)) await Promise.race(current.values());
    if (signal.aborted) break;
    const beganAt = Date.now() - start;
    onFault(fault, beganAt);
    const running = happen(fault, installation, signal).then((error) => {
      current.delete(fault);
      past.push({ kind: fault.kind, what: fault.what, beganAt, endedAt: Date.now() - start, error });
    });
    current.set(fault, running);
  }
  await Promise.all(current.values());
  return past;
}

async function happen(fault: Fault, installation: Installation, signal: AbortSignal): Promise<string | null> {
  try {
    await fault.run(installation, signal);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}
