import type { LogName } from '@countersign/contracts';
import type { ServiceLogger } from '@countersign/postgres';

export interface ConsumerMetrics {
  /** Number of events of a mirror that a consumer has not handled. */
  consumerLag(consumer: string, log: LogName, events: number): void;
  /** Number of streams that a consumer has parked because one of their events failed. */
  parked(consumer: string, log: LogName, streams: number): void;
  /** Counts commands of process managers that the domain refused. */
  refused(consumer: string, code: string): void;
}

export interface ConsumerTelemetry {
  logger: ServiceLogger;
  metrics: ConsumerMetrics;
}

export interface DeadlineMetrics {
  /** A deadline was handled this many seconds late. */
  deadlineHandled(log: LogName, secondsLate: number): void;
  /** Number of due deadlines that could not be handled yet. */
  deadlinesOverdue(log: LogName, deadlines: number): void;
}

export interface DeadlineTelemetry {
  logger: ServiceLogger;
  metrics: DeadlineMetrics;
}
