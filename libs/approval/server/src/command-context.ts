import { actorOf, personOf } from '@countersign/contracts';
import type { LogPosition } from '@countersign/contracts';
import { httpCommand } from '@countersign/event-log';
import type { CommandContext, Ran } from '@countersign/event-log';
import type { CallMetadata } from '@countersign/messaging';
import type { CallContext } from '@countersign/platform';

/** A person's command on a request as the log records it; all events of a request share its id as their correlation. */
export function commandBy(
  call: CallContext,
  operation: string,
  requestId: string,
  payload: unknown,
): CommandContext {
  const { issuer, id: subject } = call.caller;
  const key = call.idempotencyKey;
  return {
    command: httpCommand({ issuer, subject, operation, target: requestId, key, payload }),
    actor: actorOf(personOf(call.caller)),
    correlationId: requestId,
    causationId: null,
    traceparent: call.traceparent,
  };
}

/** The same caller and trace, for a question to another service. */
export function onBehalfOf({ token, requestId, traceparent }: CallContext): CallMetadata {
  return { token, requestId, traceparent };
}

/**
 * A call made while somebody waits for this service: it ends before their patience does (5 s), so that they hear who
 * is silent, and nothing is done after they have been told that it failed.
 */
export const WHILE_ASKED = { timeoutMs: 2_500 } as const;

/** Where the command's events are in the approval log; nowhere when it had none. */
export function positionsOf({ appended }: Ran): LogPosition[] {
  return appended ? [{ log: 'approval', position: appended.lastPosition }] : [];
}
