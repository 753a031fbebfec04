import type { LogName } from '@countersign/contracts';

/** Further facts of a log line; `err` holds an error. */
export type LogFields = Record<string, unknown>;

/** Where this library says what happens; the platform's logger fits through a few lines. */
export interface MessagingLogger {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** Where this library leaves what it measures. */
export interface MessagingMetrics {
  /** Events of a log that its mirror lacks. */
  relayLag(log: LogName, events: number): void;
  /** Events of a mirror that a consumer has not handled. */
  consumerLag(consumer: string, log: LogName, events: number): void;
  /** Streams a consumer has set aside because an event of theirs failed. */
  parked(consumer: string, log: LogName, streams: number): void;
  /** One command of a process manager that the domain refused. */
  refused(consumer: string, code: string): void;
  /** A deadline was handled, so many seconds after its time. */
  deadlineHandled(log: LogName, secondsLate: number): void;
  /** Deadlines that have come and could not be handled yet. */
  deadlinesOverdue(log: LogName, deadlines: number): void;
}

/** What a part answers when it is asked how it is; `up: false` makes the service not ready. */
export interface HealthState {
  up: boolean;
  detail?: string;
}

/** The two outlets every long-running part of this library has. */
export interface Telemetry {
  logger: MessagingLogger;
  metrics: MessagingMetrics;
}
