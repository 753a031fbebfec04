import { setTimeout as sleep } from 'node:timers/promises';
import type { Installation } from '../installation/installation.js';
import type { Random } from '../random.js';

/** One thing that goes wrong, and is put right again. */
export interface Fault {
  /** `service killed`: what it is counted as. */
  kind: string;
  /** The earliest time to begin, in ms after the start of the load. */
  at: number;
  /** How long it goes on, in ms, before it is put right. */
  lasts: number;
  /** For people: `approval-2 is killed, and started again after 1.2 s`. */
  what: string;
  /** What it befalls; of two faults at the same time, neither may befall what the other does. */
  targets: string[];
  /**
   * Injects it, and has put it right when it ends; a signal ends it early.
   * @throws Error when it could not be put right
   */
  run(installation: Installation, signal: AbortSignal): Promise<void>;
}

/** What a kind of fault says of one occurrence; the schedule says when. */
export type Occurrence = Omit<Fault, 'kind' | 'at'>;

/** A kind of fault: makes one occurrence of it. */
export type FaultKind = (random: Random, surroundings: { natsNodes: 1 | 3 }) => Occurrence;

/** A duration between two, in whole milliseconds. */
export const between = (random: Random, least: number, most: number): number =>
  least + random.int(most - least);

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Waits; the signal ends the wait, and is no error. */
export async function lasting(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
