import { actorOf } from '@countersign/contracts';
import type { DomainEvent, LogName, LogPosition, Origin, Person } from '@countersign/contracts';
import { httpCommand } from '@countersign/event-log';
import type {
  Appended,
  CommandContext,
  CommandIdentity,
  CommandResult,
  Decided,
  PersonalData,
} from '@countersign/event-log';
import type { CallContext } from '@countersign/platform';

/** A command of a person. */
export interface PersonCommand {
  /** The operation, such as `approval.approve`. */
  operation: string;
  /** The id in the path; empty if something new is created. */
  target: string;
  /** The validated body. The same Idempotency-Key with another body is an error. */
  payload: unknown;
  /** Shared by all events of a request: its id. By default the id of this call. */
  correlationId?: string;
}

/**
 * A person's command as the log records it: the actor, the identity by which a repeat is known (rules.md#idempotency),
 * the trace.
 */
export function personCommand(
  { caller, idempotencyKey, requestId, traceparent, origin }: CallContext,
  { operation, target, payload, correlationId = requestId }: PersonCommand,
): CommandContext {
  const { issuer, id: subject } = caller;
  return {
    command: httpCommand({ issuer, subject, operation, target, key: idempotencyKey, payload }),
    actor: actorOf(caller),
    personal: personalDataOf(caller, origin),
    correlationId,
    causationId: null,
    traceparent,
  };
}

/** Personal data and texts that are stored beside the events of a person's call. */
export function personalDataOf({ name, email }: Person, { address, userAgent }: Origin): PersonalData {
  return { name, email, address, userAgent };
}

/** A service's own command, caused by an event, as the log records it. */
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

/** What a command decided: its events, and the status and ids that its repeats are answered with. */
export function decided(events: DomainEvent[], ids: CommandResult['ids'], status = 200): Decided {
  return { events, result: { status, code: null, ids } };
}

/** Where the command's events are in its log; empty when it had none. */
export function positionsOf(log: LogName, appended: Appended | null): LogPosition[] {
  return appended ? [{ log, position: appended.lastPosition }] : [];
}
