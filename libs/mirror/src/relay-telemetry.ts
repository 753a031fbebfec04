import type { LogName } from '@countersign/contracts';
import type { ServiceLogger } from '@countersign/postgres';

/** Why a relay recreates its mirror. */
export type RecreationReason = 'strays' | 'lost-messages' | 'operator';

export interface RelayMetrics {
  /** Events of a log that its mirror lacks. */
  relayLag(log: LogName, events: number): void;
  /** Messages that somebody else than the relay caused in a mirror. */
  mirrorStrays(log: LogName, messages: number): void;
  mirrorRecreated(log: LogName, reason: RecreationReason): void;
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
