import { isNativeError } from 'node:util/types';
import { DatabaseError } from 'pg';

/**
 * How a statement failed. Every caller decides by these kinds, never by its own list of SQLSTATEs:
 *
 * | kind            | what happened                                   | appends              | reads of a log       | consumers   | lists |
 * | --------------- | ----------------------------------------------- | -------------------- | -------------------- | ----------- | ----- |
 * | `lost`          | no answer; the statement may have run           | look the outcome up  | not now              | retry       | 503   |
 * | `not-now`       | the server refused for a reason that passes     | not now              | not now              | retry       | 503   |
 * | `cancelled`     | the statement took too long                     | not now              | not now              | smaller     | 503   |
 * | `conflict`      | a deadlock or a concurrent change, rolled back  | one by one           | the error            | retry       | 503   |
 * | `not-installed` | a table, a column or a right is missing         | the error            | the error            | retry       | error |
 * | `refused`       | the statement or one of its values              | the error            | the error            | park        | error |
 *
 * "Not now" is the log's `LogUnavailable`, which services answer with 503.
 */
export type PostgresFailure = 'lost' | 'not-now' | 'cancelled' | 'conflict' | 'not-installed' | 'refused';

/** SQLSTATE of a statement that `statement_timeout`, or an administrator, cancelled. */
const CANCELLED = '57014';

/**
 * SQLSTATE classes that say something about the server's state: connection (08), a read-only or idle transaction (25),
 * authorization (28), resources (53), locks (55), operator intervention such as a shutdown (57), system error (58).
 */
const NOT_NOW = new Set(['08', '25', '28', '53', '55', '57', '58']);

/** Of those, the class that waiting does not resolve: a wrong password, an unknown role. */
const UNAUTHORIZED = '28';

/** Transaction rollback: a deadlock or a serialization failure. */
const CONFLICT = '40';

/** No such database or schema (classes), table, column, or privilege: a migration has not run yet. */
const NOT_INSTALLED = new Set(['3D', '3F', '42P01', '42703', '42501']);

/** A schema, table, role or catalog row that another installation created at the same moment: a repeat finds it. */
const MADE_MEANWHILE = new Set(['23505', '42P06', '42P07', '42710']);

/** Codes of Node's network errors. */
const NETWORK = /^E(CONN|PIPE|TIMEDOUT|NOTFOUND|AI_AGAIN|HOSTUNREACH|NETUNREACH|HOSTDOWN|ADDRNOTAVAIL)/;

/** node-postgres reports its own lost or missing connection as an `Error` without a code. */
const LOST =
  /connection terminated|connection error and is not queryable|timeout exceeded when trying to connect|timeout expired|Query read timeout|Cannot use a pool after calling end/i;

/** @returns undefined if the error comes neither from PostgreSQL nor from the connection to it */
export function postgresFailure(error: unknown): PostgresFailure | undefined {
  const answer = answerOf(error);
  if (answer) return kindOf(answer);
  return isLost(error) ? 'lost' : undefined;
}

/**
 * Whether a connection that failed may succeed after a while: the server is not there yet, still recovering, or has no
 * connection left. A wrong password and a missing database stay as they are.
 */
export function mayConnectLater(error: unknown): boolean {
  const group = answerOf(error)?.code?.slice(0, 2);
  return group === undefined ? isLost(error) : NOT_NOW.has(group) && group !== UNAUTHORIZED;
}

/** Whether an installation failed because another installation created the same objects at the same moment. */
export function isMadeMeanwhile(error: unknown): boolean {
  return MADE_MEANWHILE.has(answerOf(error)?.code ?? '');
}

/** The server's answer, which TypeORM wraps into its own error. */
function answerOf(error: unknown): DatabaseError | undefined {
  if (error instanceof DatabaseError) return error;
  if (!(error instanceof Error && 'driverError' in error)) return undefined;
  return error.driverError instanceof DatabaseError ? error.driverError : undefined;
}

function kindOf({ code = '', severity }: DatabaseError): PostgresFailure {
  // After such an answer the server ends the connection.
  if (severity === 'FATAL' || severity === 'PANIC') return 'lost';
  if (code === CANCELLED) return 'cancelled';
  const group = code.slice(0, 2);
  if (NOT_NOW.has(group)) return 'not-now';
  if (group === CONFLICT) return 'conflict';
  return NOT_INSTALLED.has(group) || NOT_INSTALLED.has(code) ? 'not-installed' : 'refused';
}

/** Not by `instanceof`: where code runs in a context of its own, as under Jest, Node's errors have another `Error`. */
function isLost(error: unknown): boolean {
  if (!isNativeError(error)) return false;
  if ('errors' in error && Array.isArray(error.errors) && error.errors.some(isLost)) return true;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return NETWORK.test(code) || LOST.test(error.message);
}
