import { DatabaseError } from 'pg';
import { LogUnavailable } from '../event-log.errors.js';

/**
 * SQLSTATEs that say "not now" rather than "not this": too many connections, out of disk or memory (53), shutting
 * down or starting up, cancelled (57), input/output error (58), lock not to be had (55P03), read-only (25006),
 * not let in (28).
 */
const NOT_NOW = /^(53|57|58|28|08|55P03|25006)/;

/** Whether the error came from the server as an answer: the connection was there to bring it. */
export function isAnswer(error: unknown): error is DatabaseError & { code: string } {
  return (
    error instanceof DatabaseError &&
    error.code !== undefined &&
    error.severity !== 'FATAL' &&
    error.severity !== 'PANIC'
  );
}

/** The server answered that it cannot now; the statement did nothing. */
export function isNotNow(error: unknown): boolean {
  return isAnswer(error) && NOT_NOW.test(error.code);
}

/** For a call that only reads: `LogUnavailable` where the database does not answer, the error itself otherwise. */
export function readError(error: unknown): unknown {
  if (isAnswer(error) && !isNotNow(error)) return error;
  return new LogUnavailable('the database of the log does not answer', { cause: error });
}
