import type { LogName } from '@countersign/contracts';
import type { ServiceLogger } from '@countersign/postgres';

/** What consumers measure. */
export interface ConsumerMetrics {
  /** Events of a mirror that a consumer has not handled. */
  consumerLag(consumer: string, log: LogName, events: number): void;
  /** Streams that a consumer has parked because one of their events failed. */
  parked(consumer: string, log: LogName, streams: number): void;
  /** A command of a process manager that the domain refused. */
  refused(consumer: string, code: string): void;
}

export interface ConsumerTelemetry {
  logger: ServiceLogger;
  metrics: ConsumerMetrics;
}

/** What the keeper of deadlines measures. */
export interface DeadlineMetrics {
  /** A deadline was handled this many seconds after its time. */
  deadlineHandled(log: LogName, secondsLate: number): void;
  /** Deadlines whose time has come and that could not be handled yet. */
  deadlinesOverdue(log: LogName, deadlines: number): void;
}

export interface DeadlineTelemetry {
  logger: ServiceLogger;
  metrics: DeadlineMetrics;
}
