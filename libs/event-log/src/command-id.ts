import { randomUUID } from 'node:crypto';
import { canonicalJson, sha256Hex } from '@countersign/proof';
import type { CommandIdentity } from './event-log.js';

/** A command that came over HTTP. */
export interface HttpCommand {
  issuer: string;
  subject: string;
  /** Which operation: `approval.approve`. */
  operation: string;
  /** The id in the path; empty where the operation makes something new. */
  target: string;
  /** The client's Idempotency-Key; without one every call is a command of its own. */
  key?: string | null | undefined;
  /** The validated body. */
  payload: unknown;
}

/**
 * Identity of a command by HTTP: SHA-256 of the canonical JSON array `["http", issuer, subject, operation,
 * target, key]`. An array of strings, so that no two different lists can give the same text.
 */
export function httpCommand({
  issuer,
  subject,
  operation,
  target,
  key,
  payload,
}: HttpCommand): CommandIdentity {
  const scope =
    typeof key === 'string' ? ['http', issuer, subject, operation, target, key] : ['once', randomUUID()];
  return identity(scope, payload);
}

/**
 * Identity of a command that a process manager gives because of an event: SHA-256 of the canonical JSON array
 * `["pm", consumer, eventId, ordinal]`. However often the event is handled, it is the same command.
 * @param ordinal - tells several commands caused by one event apart, 0-based
 * @param payload - only where another payload under the same id is to be an error
 */
export function processCommand(
  consumer: string,
  eventId: string,
  ordinal: number,
  payload: unknown = null,
): CommandIdentity {
  return identity(['pm', consumer, eventId, ordinal], payload);
}

function identity(scope: (string | number)[], payload: unknown): CommandIdentity {
  return { id: sha256Hex(canonicalJson(scope)), payload: canonicalJson(payload ?? null) };
}
