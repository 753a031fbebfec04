import { randomUUID } from 'node:crypto';
import { canonicalJson, sha256Hex } from '@countersign/proof';
import type { CommandIdentity } from './event-log.js';

/** A command that came over HTTP. */
export interface HttpCommand {
  issuer: string;
  subject: string;
  /** The operation, such as `approval.approve`. */
  operation: string;
  /** The id in the path; empty if the operation creates something. */
  target: string;
  /** The client's Idempotency-Key; without it, every call is a separate command. */
  key?: string | null | undefined;
  /** The validated body. */
  payload: unknown;
}

/**
 * Identity of a command sent over HTTP: the SHA-256 of the canonical JSON array `["http", issuer, subject, operation,
 * target, key]`. It is an array of strings because two different arrays never have the same JSON.
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
 * Identity of a command that a process manager sends because of an event: the SHA-256 of the canonical JSON array
 * `["pm", consumer, eventId, ordinal]`. It stays the same however often the event is handled.
 * @param ordinal - number of the command among those that one event causes, 0-based
 * @param payload - given only where a different payload under the same id is an error
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
