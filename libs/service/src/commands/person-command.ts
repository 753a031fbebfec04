import { actorOf } from '@countersign/contracts';
import type { LogName, LogPosition, Origin, Person } from '@countersign/contracts';
import { httpCommand } from '@countersign/event-log';
import type { Appended, CommandContext, CommandIdentity, PersonalData } from '@countersign/event-log';
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

/** A person's command as the log records it: the actor, the identity by which a repeat is known (rules.md#idempotency), the trace. */
export function personCommand(
  { caller, idempotencyKey, requestId, traceparent, origin }: CallContext,
  { correlationId = requestId, ...command }: PersonCommand,
): CommandContext {
  return {
    command: httpCommand({ ...command, issuer: caller.issuer, subject: caller.id, key: idempotencyKey }),
    actor: actorOf(caller),
    personal: personalDataOf(caller, origin),
    correlationId,
    causationId: null,
    traceparent,
  };
}

/** What is stored beside the events of a person's call. */
export function personalDataOf({ name, email }: Person, { address, userAgent }: Origin): PersonalData {
  return { name, email, address, userAgent };
}

/** The context of a command that a service gives by itself, because of an event. */
export function serviceCommand(
  service: LogName,
  command: CommandIdentity,
  cause: { correlationId: string; causationId: string | null; traceparent: string | null },
): CommandContext {
  const { correlationId, causationId, traceparent } = cause;
  return {
    command,
    actor: { kind: 'service', id: service },
    personal: null,
    correlationId,
    causationId,
    traceparent,
  };
}

/** Where the command's events are in its log; nowhere when it had none. */
export function positionsOf(log: LogName, appended: Appended | null): LogPosition[] {
  return appended ? [{ log, position: appended.lastPosition }] : [];
}
