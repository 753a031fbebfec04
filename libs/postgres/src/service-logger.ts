/** Further facts of a log line; `err` holds an error. */
export type LogFields = Record<string, unknown>;

/** Where a long-running part of a service logs; the platform's logger fits with a few lines. */
export interface ServiceLogger {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}
