import { createHash } from 'node:crypto';
import { CommandIdReused } from './event-log.errors.js';
import type { CommandIdentity } from './event-log.js';
import { randomHex } from './random.js';

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
