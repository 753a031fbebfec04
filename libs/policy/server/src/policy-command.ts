import { actorOf, hasRole, NotAllowed } from '@countersign/contracts';
import type { Caller, Role } from '@countersign/contracts';
import { httpCommand } from '@countersign/event-log';
import type { CommandContext, StreamAppend } from '@countersign/event-log';
import type { CallContext } from '@countersign/platform';

/** Which command, on what (an id, or empty for something new), with which body. */
export interface PolicyCommand {
  operation: string;
  target: string;
  payload: unknown;
}

/** The command as the log records it: who, under which identity, in which trace. */
export function commandContext(
  { caller, idempotencyKey, requestId, traceparent }: CallContext,
  command: PolicyCommand,
): CommandContext {
  return {
    command: httpCommand({ ...command, issuer: caller.issuer, subject: caller.id, key: idempotencyKey }),
    actor: actorOf(caller),
    correlationId: requestId,
    causationId: null,
    traceparent,
  };
}

/** @throws NotAllowed unless the caller holds one of the roles */
export function assertRole(caller: Caller, ...roles: Role[]): void {
  if (!hasRole(caller, ...roles)) throw new NotAllowed(roles.join(' or '));
}

/** The streams that get events at all. */
export function withEvents(streams: StreamAppend[]): StreamAppend[] {
  return streams.filter(({ events }) => events.length > 0);
}
