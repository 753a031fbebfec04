import { between, lasting, seconds } from './fault.js';
import type { FaultKind } from './fault.js';

/** Every message between services arrives twice. */
export const duplicated: FaultKind = (random) => {
  const lasts = between(random, 3_000, 8_000);
  return {
    lasts,
    what: `calls, answers and deliveries are repeated for ${seconds(lasts)}`,
    targets: ['messages'],
    run: async ({ duplicates }, signal) => {
      duplicates.on = true;
      await lasting(lasts, signal);
      duplicates.on = false;
    },
  };
};
