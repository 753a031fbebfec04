import type { Telemetry } from './nest/telemetry.js';

const ignored = (): void => undefined;

/** Telemetry that ignores everything, for tests of other things. */
export const silentTelemetry: Telemetry = {
  logger: { info: ignored, warn: ignored, error: ignored },
  metrics: {
    relayLag: ignored,
    mirrorStrays: ignored,
    mirrorRecreated: ignored,
    consumerLag: ignored,
    parked: ignored,
    refused: ignored,
    deadlineHandled: ignored,
    deadlinesOverdue: ignored,
  },
};
