import type { ChaosOptions } from './chaos.js';

/** The run that is part of `npm test`: less than 90 s with everything. */
export const shortRun = {
  lifecycles: 120,
  workers: 12,
  faults: 10,
  overMs: 30_000,
  natsNodes: 1,
} as const satisfies Omit<ChaosOptions, 'seed'>;
