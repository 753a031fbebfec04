import { createHash, randomUUID } from 'node:crypto';
import { canonicalJson, sha256Hex } from '@countersign/proof';
import { CommandIdReused } from './event-log.errors.js';
import type { CommandIdentity } from './event-log.js';
import { randomHex } from './random.js';

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
 * @param ordinal - number of the command among those that one event causes, 0-based
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

/** The payload of a command as the log keeps it: nobody can guess the payload from it without the key. */
export interface Fingerprint {
  /** 16 random bytes, hex; null once the personal data of the command's events was erased. */
  key: string | null;
  /** Hex SHA-256 of the key's 16 bytes and the payload's UTF-8 bytes. */
  hash: string;
}

/** A new fingerprint of a payload. */
export function fingerprintOf(payload: string): Fingerprint & { key: string } {
  const key = randomHex(16);
  return { key, hash: keyedHash(key, payload) };
}

/**
 * Checks that a repeated command has its first payload. After an erasure this cannot be checked, and every payload passes.
 * @throws CommandIdReused when the payload differs
 */
export function assertSamePayload({ key, hash }: Fingerprint, { id, payload }: CommandIdentity): void {
  if (key !== null && keyedHash(key, payload) !== hash) throw new CommandIdReused(id);
}

function keyedHash(key: string, payload: string): string {
  return createHash('sha256').update(key, 'hex').update(payload).digest('hex');
}
