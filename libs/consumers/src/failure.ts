import { Refusal } from '@countersign/contracts';

/**
 * SQLSTATE classes that say something about the database, not about the event: connection (08), authorization
 * (28), no such schema or database (3D, 3F), transaction rollback such as a deadlock (40), resources (53), locks
 * not to be had (55), operator intervention (57), system error (58), read-only transaction (25).
 */
const ENVIRONMENT_CLASSES = new Set(['08', '25', '28', '3D', '3F', '40', '53', '55', '57', '58']);
/** Tables, columns or rights that are not there (yet): a migration is missing, every event would fail. */
const ENVIRONMENT_STATES = new Set(['42P01', '42703', '42501']);

const NETWORK = /^E(CONN|PIPE|TIMEDOUT|NOTFOUND|AI_AGAIN|HOSTUNREACH|NETUNREACH|HOSTDOWN|ADDRNOTAVAIL)/;

/** Errors without a code, told by the name of their class: of NATS, of the log, and of this library. */
const ENVIRONMENT_NAMES = new Set([
  'LogUnavailable',
  'WrongExpectedVersion',
  'CursorMoved',
  'RetriedElsewhere',
  'TimeoutError',
  'NoResponders',
  'RequestError',
  'ClosedConnectionError',
  'DrainingConnectionError',
  'ConnectionError',
  'AbortError',
  'JetStreamError',
  'JetStreamStatusError',
  'JetStreamApiError',
  'StreamNotFoundError',
  'ConsumerNotFoundError',
]);

/** How node-postgres reports a lost or missing connection. */
const PG_CONNECTION =
  /connection terminated|connection error and is not queryable|timeout exceeded when trying to connect|Query read timeout|Cannot use a pool after calling end/i;

/**
 * Whether an error says something about the surroundings (a database or NATS that is down, a service that answers
 * 503, a deadlock) rather than about the event at hand. Such a failure is tried again, and never parks a stream.
 */
export function isEnvironmental(error: unknown): boolean {
  if (error instanceof Refusal) return error.status >= 500;
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError && error.errors.some(isEnvironmental)) return true;
  return (
    hasEnvironmentalCode(error) ||
    ENVIRONMENT_NAMES.has(error.name) ||
    PG_CONNECTION.test(error.message) ||
    isEnvironmental(error.cause)
  );
}

/** Whether a statement was ended because it took too long: smaller ones may do. */
export function tookTooLong(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '57014';
}

function hasEnvironmentalCode(error: Error): boolean {
  const code = 'code' in error ? error.code : undefined;
  if (typeof code !== 'string') return false;
  return (
    NETWORK.test(code) ||
    ENVIRONMENT_STATES.has(code) ||
    (code.length === 5 && ENVIRONMENT_CLASSES.has(code.slice(0, 2)))
  );
}

/** One line that says what failed; no stack, for it is stored and shown. PostgreSQL stores no NUL. */
export function describe(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.slice(0, 2000).replaceAll('\0', '\ufffd');
}
