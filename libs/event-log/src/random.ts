import { randomFillSync } from 'node:crypto';

const pool = Buffer.alloc(4096);
let used = pool.length;

/** Random bytes, drawn from the system in larger portions. The slice is valid until the next call. */
function take(bytes: number): Buffer {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.subarray(used - bytes, used);
}

/** Random bytes in hex. */
export const randomHex = (bytes: number): string => take(bytes).toString('hex');

/** Random bytes in base64url. */
export const randomBase64url = (bytes: number): string => take(bytes).toString('base64url');
