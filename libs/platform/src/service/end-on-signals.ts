import type { INestApplication } from '@nestjs/common';

const SIGNALS = ['SIGTERM', 'SIGINT'];
/** A service that has not ended by then hangs; process managers wait five seconds. */
const DEADLINE_MS = 4_500;

/**
 * Ends the process on SIGTERM and SIGINT: at once before there is an application (as process 1 of a container
 * it would otherwise not end at all), afterwards through the application's shutdown hooks.
 * @returns a function to call with the application as soon as it exists
 */
export function endOnSignals(): (app: INestApplication) => void {
  let app: INestApplication | undefined;
  for (const signal of SIGNALS) {
    process.once(signal, () => {
      if (!app) process.exit(0);
      setTimeout(() => process.exit(1), DEADLINE_MS).unref();
    });
  }
  return (created) => {
    app = created.enableShutdownHooks(SIGNALS, { useProcessExit: true });
  };
}
