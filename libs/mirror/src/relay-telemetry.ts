import type { LogName } from '@countersign/contracts';
import type { ServiceLogger } from '@countersign/postgres';

/** What a relay measures. */
export interface RelayMetrics {
  /** Events of a log that its mirror lacks. */
  relayLag(log: LogName, events: number): void;
}

export interface RelayTelemetry {
  logger: ServiceLogger;
  metrics: RelayMetrics;
}

/** The health of a long-running part; `up: false` makes the service not ready. */
export interface HealthState {
  up: boolean;
  detail?: string;
}
