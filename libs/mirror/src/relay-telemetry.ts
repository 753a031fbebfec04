import type { LogName } from '@countersign/contracts';
import type { ServiceLogger } from '@countersign/postgres';

export interface RelayMetrics {
  /** Events of a log that its mirror lacks. */
  relayLag(log: LogName, events: number): void;
}

export interface RelayTelemetry {
  logger: ServiceLogger;
  metrics: RelayMetrics;
}

/** The health of a long-running part; with `up: false` the service is not ready. */
export interface HealthState {
  up: boolean;
  detail?: string;
}
