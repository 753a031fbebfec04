import type { Telemetry } from './nest/telemetry.js';

const ignored = (): void => undefined;

/** Telemetry for tests that are about something else. */
export const silentTelemetry: Telemetry = {
  logger: { info: ignored, warn: ignored, error: ignored },
  metrics: {
    relayLag: ignored,
    consumerLag: ignored,
    parked: ignored,
    refused: ignored,
    deadlineHandled: ignored,
    deadlinesOverdue: ignored,
  },
};
