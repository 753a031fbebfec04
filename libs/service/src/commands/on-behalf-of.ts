import type { CallContext } from '@countersign/platform';
import type { CallMetadata } from '@countersign/rpc';

/** Passes the same caller and trace to another service. */
export function onBehalfOf({ token, requestId, traceparent }: CallContext): CallMetadata {
  return { token, requestId, traceparent };
}

/**
 * Options of a call that is made while a caller waits for this service. It ends before the caller's timeout (5 s), so
 * that the answer can say which service does not answer, and nothing is done after the caller has given up.
 */
export const WHILE_ASKED = { timeoutMs: 2_500 } as const;
