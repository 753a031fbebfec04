import { randomFillSync } from 'node:crypto';

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/**
 * The `traceparent` of the work done for a caller (W3C Trace Context, level 1): the caller's trace with a span id
 * of our own, or a new trace when the caller's header is missing or not valid.
 */
export function continueTrace(incoming: string | null | undefined): string {
  const [, trace, parent, flags] = TRACEPARENT.exec(incoming ?? '') ?? [];
  const valid = trace && parent && !/^0+$/.test(trace) && !/^0+$/.test(parent);
  return `00-${valid ? trace : hex(16)}-${hex(8)}-${valid ? flags : '01'}`;
}

/** Random bytes for some hundred ids: asked for a few at a time, they are three in a hundred of a call's time. */
const pool = Buffer.alloc(4096);
let used = pool.length;

/** Random hex digits; all zero means "invalid" to W3C, and a one in 2^64 chance is no reason to check. */
function hex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  return pool.toString('hex', used, (used += bytes));
}
