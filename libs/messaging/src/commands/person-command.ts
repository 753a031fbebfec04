import { actorOf } from '@countersign/contracts';
import type { DomainEvent, LogName, LogPosition } from '@countersign/contracts';
import { httpCommand } from '@countersign/event-log';
import type { Appended, CommandContext, Folded, StreamAppend } from '@countersign/event-log';
import type { CallContext } from '@countersign/platform';

/** What a person commands. */
export interface PersonCommand {
  /** Such as `approval.approve`. */
  operation: string;
  /** Id of what it is aimed at; empty for something new. */
  target: string;
  /** The validated body: the same Idempotency-Key with another one is an error. */
  payload: unknown;
  /** Shared by all events of one matter: the id of the access request; by default the id of this call. */
  correlationId?: string;
}

/** The command as the log records it: who, under which identity, in which trace. */
export function personCommand(
  { caller, idempotencyKey, requestId, traceparent }: CallContext,
  { correlationId = requestId, ...command }: PersonCommand,
): CommandContext {
  return {
    command: httpCommand({ ...command, issuer: caller.issuer, subject: caller.id, key: idempotencyKey }),
    actor: actorOf(caller),
    correlationId,
    causationId: null,
    traceparent,
  };
}

/** Events for the streams they were decided on; a stream without events is left out. */
export function appendsTo(...decided: [Folded<unknown>, DomainEvent[]][]): StreamAppend[] {
  return decided
    .filter(([, events]) => events.length > 0)
    .map(([{ stream, version }, events]) => ({ stream, expectedVersion: version, events }));
}

/** Where the command's events are in its log; nowhere when it had none. */
export function positionsOf(log: LogName, appended: Appended | null): LogPosition[] {
  return appended ? [{ log, position: appended.lastPosition }] : [];
}
