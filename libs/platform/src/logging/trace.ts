import { AsyncLocalStorage } from 'node:async_hooks';
import { v7 as uuidv7 } from 'uuid';
import { randomFillSync } from 'node:crypto';

/** The ids that connect the log lines of one piece of work, in this process and in others. */
export interface Trace {
  requestId: string;
  traceparent: string;
}

const traces = new AsyncLocalStorage<Trace>();

/** Runs `work` so that every log line written within it carries the trace. */
export function runInTrace<T>(trace: Trace, work: () => T): T {
  return traces.run(trace, work);
}

/** The trace of the current work, if any. */
export function currentTrace(): Trace | undefined {
  return traces.getStore();
}

const REQUEST_ID = /^[\w.:-]{1,128}$/;

/** The trace of a call, from its headers; missing or malformed ids are replaced by new ones. */
export function traceOf(requestId: string | null | undefined, traceparent: string | null | undefined): Trace {
  return {
    requestId: requestId && REQUEST_ID.test(requestId) ? requestId : uuidv7(),
    traceparent: continueTrace(traceparent),
  };
}

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/**
 * The `traceparent` of the work done for a caller (W3C Trace Context, level 1): the caller's trace with a span id
 * of its own, or a new trace when the caller's header is missing or not valid.
 */
export function continueTrace(incoming: string | null | undefined): string {
  const [, trace, parent, flags] = TRACEPARENT.exec(incoming ?? '') ?? [];
  const valid = trace && parent && !/^0+$/.test(trace) && !/^0+$/.test(parent);
  return `00-${valid ? trace : hex(16)}-${hex(8)}-${valid ? flags : '01'}`;
}

/** Random bytes for several hundred ids; drawing a few bytes per id would take 3 % of a call's time. */
const pool = Buffer.alloc(4096);
let used = pool.length;

/** Random hex digits. All zeros would be invalid to W3C, which is too improbable to check. */
function hex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  return pool.toString('hex', used, (used += bytes));
}
