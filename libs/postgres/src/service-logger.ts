/** Further fields of a log line; `err` is an error. */
export type LogFields = Record<string, unknown>;

/** Logger for the long-running parts of a service; the platform's logger needs a small adapter. */
export interface ServiceLogger {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}
