import { AsyncLocalStorage } from 'node:async_hooks';
import { v7 as uuidv7 } from 'uuid';
import { continueTrace } from './traceparent.js';

/** What ties the log lines of one piece of work together, in this process and in others. */
export interface Trace {
  requestId: string;
  traceparent: string;
}

const traces = new AsyncLocalStorage<Trace>();

/** Runs `work` so that every log line written within it carries the trace. */
export function runInTrace<T>(trace: Trace, work: () => T): T {
  return traces.run(trace, work);
}

/** The trace of the work under way, if any. */
export function currentTrace(): Trace | undefined {
  return traces.getStore();
}

const REQUEST_ID = /^[\w.:-]{1,128}$/;

/** The trace of a call, from its headers; ids that are missing or not plain are made anew. */
export function traceOf(requestId: string | null | undefined, traceparent: string | null | undefined): Trace {
  return {
    requestId: requestId && REQUEST_ID.test(requestId) ? requestId : uuidv7(),
    traceparent: continueTrace(traceparent),
  };
}
