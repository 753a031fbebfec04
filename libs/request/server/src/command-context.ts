import { actorOf, personOf } from '@countersign/contracts';
import type { DomainEvent, LogPosition } from '@countersign/contracts';
import { httpCommand } from '@countersign/event-log';
import type { CommandContext, Folded, Ran, StreamAppend } from '@countersign/event-log';
import type { CallMetadata } from '@countersign/messaging';
import type { CallContext } from '@countersign/platform';

/** What a person commands: the operation, what it is aimed at, the validated body, and the request it is part of. */
export interface PersonCommand {
  operation: string;
  target: string;
  payload: unknown;
  requestId: string;
}

/** A person's command as the log records it; all events of a request share its id as their correlation. */
export function commandBy(call: CallContext, { requestId, ...command }: PersonCommand): CommandContext {
  const { issuer, id: subject } = call.caller;
  return {
    command: httpCommand({ issuer, subject, ...command, key: call.idempotencyKey }),
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

/** Events for the streams they were decided on; a stream without events is left out. */
export function appendsTo(...decided: [Folded<unknown>, DomainEvent[]][]): StreamAppend[] {
  return decided
    .filter(([, events]) => events.length > 0)
    .map(([{ stream, version }, events]) => ({ stream, expectedVersion: version, events }));
}

/**
 * A call made while somebody waits for this service: it ends before their patience does (5 s), so that they hear who
 * is silent, and nothing is done after they have been told that it failed.
 */
export const WHILE_ASKED = { timeoutMs: 2_500 } as const;

/** Where the command's events are in the request log; nowhere when it had none. */
export function positionsOf({ appended }: Ran): LogPosition[] {
  return appended ? [{ log: 'request', position: appended.lastPosition }] : [];
}
