import type { INestApplication } from '@nestjs/common';

const SIGNALS = ['SIGTERM', 'SIGINT'];
/** A service that has not ended by then is stuck, and whoever stops it waits five seconds at most. */
const DEADLINE_MS = 4_500;

/**
 * Ends the process on SIGTERM and SIGINT: at once while there is no application yet (as process 1 of a container
 * it would otherwise not end at all), through the application's shutdown hooks from then on.
 * @returns to be called with the application as soon as there is one
 */
export function endOnSignals(): (app: INestApplication) => void {
  let app: INestApplication | undefined;
  for (const signal of SIGNALS) {
    process.once(signal, () => {
      if (!app) process.exit(0);
      setTimeout(() => process.exit(1), DEADLINE_MS).unref();
    });
  }
  return (made) => {
    app = made.enableShutdownHooks(SIGNALS, { useProcessExit: true });
  };
}
