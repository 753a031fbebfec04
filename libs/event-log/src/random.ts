import { randomFillSync, randomUUID } from 'node:crypto';

const pool = Buffer.alloc(4096);
let used = pool.length;

/** Random bytes, taken from a larger buffer that the system fills. The slice is valid until the next call. */
function take(bytes: number): Buffer {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.subarray(used - bytes, used);
}

export const randomHex = (bytes: number): string => take(bytes).toString('hex');

export const randomBase64url = (bytes: number): string => take(bytes).toString('base64url');

/**
 * A UUID of version 7 (RFC 9562, section 5.7): 48 bits of Unix time in milliseconds, and 74 random bits. It has no
 * counter, because the log's positions order events.
 */
export function uuidV7(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
