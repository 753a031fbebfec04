import { createHash } from 'node:crypto';
import type { CommandIdentity } from './event-log.js';
import { CommandIdReused } from './event-log.errors.js';
import { randomHex } from './random.js';

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
 * Checks that a repeated command has the payload it had first. After an erasure nobody can tell, and every payload passes.
 * @throws CommandIdReused when the payload is another
 */
export function assertSamePayload({ key, hash }: Fingerprint, { id, payload }: CommandIdentity): void {
  if (key !== null && keyedHash(key, payload) !== hash) throw new CommandIdReused(id);
}

function keyedHash(key: string, payload: string): string {
  return createHash('sha256').update(key, 'hex').update(payload).digest('hex');
}
