import type { Caller, Origin } from '@countersign/contracts';

/** What a service knows of a call made on behalf of a person: the verified caller and the trace. */
export interface CallContext {
  caller: Caller;
  /** The verified token, to pass on to another service; never stored or logged. */
  token: string;
  requestId: string;
  traceparent: string | null;
  idempotencyKey: string | null;
  /** Where the call came from, as the gateway saw it. */
  origin: Origin;
}

/** What a service knows of a call by another service (internal operations). */
export interface ServiceCallContext {
  requestId: string;
  traceparent: string | null;
}
