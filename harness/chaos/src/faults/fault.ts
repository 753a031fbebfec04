import { setTimeout as sleep } from 'node:timers/promises';
import type { Installation } from '../installation/installation.js';
import type { Random } from '../random.js';

/** A fault that is injected and later repaired. */
export interface Fault {
  /** The kind under which it is counted: `service killed`. */
  kind: string;
  /** The earliest time to begin, in ms after the start of the load. */
  at: number;
  /** Its duration, in ms, before it is repaired. */
  lasts: number;
  /** For people: `approval-2 is killed, and started again after 1.2 s`. */
  what: string;
  /** The parts that it affects; two simultaneous faults never affect the same part. */
  targets: string[];
  /**
   * Injects it, and has repaired it when it resolves; a signal ends it early.
   * @throws Error if it could not be repaired
   */
  run(installation: Installation, signal: AbortSignal): Promise<void>;
}

/** One occurrence of a kind of fault; the schedule sets its time. */
export type Occurrence = Omit<Fault, 'kind' | 'at'>;

/** A kind of fault: creates one occurrence of it. */
export type FaultKind = (random: Random, surroundings: { natsNodes: 1 | 3 }) => Occurrence;

/** A random duration between two limits, in whole milliseconds. */
export const between = (random: Random, least: number, most: number): number =>
  least + random.int(most - least);

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Waits; the signal ends the wait without an error. */
export async function lasting(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
