import { JetStreamApiError, JetStreamError } from '@nats-io/jetstream';
import {
  ClosedConnectionError,
  ConnectionError,
  DrainingConnectionError,
  NoRespondersError,
  RequestError,
  TimeoutError,
} from '@nats-io/nats-core';
import { Refusal } from '@countersign/contracts';
import { LogDamaged, LogUnavailable, WrongExpectedVersion } from '@countersign/event-log';
import { postgresFailure } from '@countersign/sqlstate';
import { CursorMoved } from './cursor-store.js';
import { RetriedElsewhere } from './parked-store.js';

/** NATS does not answer, the log does not answer, is damaged or has moved on, or another instance leads. */
const ENVIRONMENT = [
  ClosedConnectionError,
  ConnectionError,
  DrainingConnectionError,
  NoRespondersError,
  RequestError,
  TimeoutError,
  JetStreamApiError,
  JetStreamError,
  LogDamaged,
  LogUnavailable,
  WrongExpectedVersion,
  CursorMoved,
  RetriedElsewhere,
];

/**
 * Whether an error says something about the environment (a database or NATS that is down, a service that answers
 * 503, a deadlock) rather than about the event. Such a failure is retried, and never parks a stream.
 */
export function isEnvironmental(error: unknown): boolean {
  if (error instanceof Refusal) return error.status >= 500;
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError && error.errors.some(isEnvironmental)) return true;
  const failure = postgresFailure(error);
  if (failure) return failure !== 'refused';
  return ENVIRONMENT.some((kind) => error instanceof kind) || isAbort(error) || isEnvironmental(error.cause);
}

/** Whether a statement was cancelled because it took too long: a smaller batch may succeed. */
export const tookTooLong = (error: unknown): boolean => postgresFailure(error) === 'cancelled';

/** Recognised by its name, as the platform documents: Node does not export its class. */
const isAbort = (error: Error): boolean => error.name === 'AbortError';

/** One line that says what failed, without a stack, because it is stored and shown. PostgreSQL cannot store NUL. */
export function describe(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.slice(0, 2000).replaceAll('\0', '\ufffd');
}
