/**
 * SQLSTATE classes of errors that the database causes and not the query: connection (08), authorization (28),
 * resources (53), unavailable locks (55), operator intervention such as a shutdown or a timeout (57), system (58).
 */
const DATABASE_CLASSES = new Set(['08', '28', '53', '55', '57', '58']);

const NETWORK = /^E(CONN|PIPE|TIMEDOUT|NOTFOUND|AI_AGAIN|HOSTUNREACH|NETUNREACH)/;

/** Messages with which node-postgres reports a lost or refused connection: these errors have no code. */
const LOST =
  /connection terminated|connection error and is not queryable|timeout exceeded when trying to connect/i;

/** Whether an error of a query means that the database does not answer now, so that a retry may succeed. */
export function isDatabaseFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError && error.errors.some(isDatabaseFailure)) return true;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return NETWORK.test(code) || DATABASE_CLASSES.has(code.slice(0, 2)) || LOST.test(error.message);
}
