import { createHash, randomUUID } from 'node:crypto';
import { canonicalJson, sha256Hex } from '@countersign/proof';
import { CommandIdReused } from './event-log.errors.js';
import type { CommandIdentity } from './event-log.js';
import { randomHex } from './random.js';

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

/** How the log stores a command's payload: without the key, nobody can guess the payload from it. */
export interface Fingerprint {
  /** 16 random bytes in hex; null after the personal data of the command's events was erased. */
  key: string | null;
  /** Hex SHA-256 of the key's 16 bytes and the payload's UTF-8 bytes. */
  hash: string;
}

/** Fingerprints a payload with a new key. */
export function fingerprintOf(payload: string): Fingerprint & { key: string } {
  const key = randomHex(16);
  return { key, hash: keyedHash(key, payload) };
}

/**
 * Checks that a repeated command has its first payload. After an erasure this is impossible, and every payload passes.
 * @throws CommandIdReused when the payload differs
 */
export function assertSamePayload({ key, hash }: Fingerprint, { id, payload }: CommandIdentity): void {
  if (key !== null && keyedHash(key, payload) !== hash) throw new CommandIdReused(id);
}

function keyedHash(key: string, payload: string): string {
  return createHash('sha256').update(key, 'hex').update(payload).digest('hex');
}
