import type { CallContext } from '@countersign/platform';
import type { CallMetadata } from '@countersign/rpc';

/** The same caller and trace, for a question to another service. */
export function onBehalfOf({ token, requestId, traceparent }: CallContext): CallMetadata {
  return { token, requestId, traceparent };
}

/**
 * Options of a call made while somebody waits for this service: it ends before their patience does (5 s), so that
 * they hear who is silent, and nothing is done after they have been told that it failed.
 */
export const WHILE_ASKED = { timeoutMs: 2_500 } as const;
