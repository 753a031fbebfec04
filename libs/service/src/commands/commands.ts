import { Inject, Injectable } from '@nestjs/common';
import { actorOf, NotKnownToBeDone, personalDataOf, Unavailable } from '@countersign/contracts';
import type {
  AttemptTarget,
  Caller,
  DomainEvent,
  LogName,
  LogPosition,
  MfaProof,
} from '@countersign/contracts';
import { httpCommand } from '@countersign/event-log';
import type {
  Appended,
  CommandContext,
  CommandIdentity,
  CommandResult,
  Decided,
  DecideRunner,
  Loader,
  Ran,
} from '@countersign/event-log';
import { CLOCK, SecondFactor } from '@countersign/platform';
import type { Clock } from '@countersign/platform';
import type { CallContext } from '@countersign/rpc';
import { DECIDE_RUNNER } from '../nest/tokens.js';
import { RefusedAttempts } from './refused-attempts.js';

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

/** The person who acts, the time, and the second factor that the token of this call proves, or null. */
export interface Acting {
  caller: Caller;
  now: Date;
  mfa: MfaProof | null;
}

/** A person's command with the rule that decides it. */
export interface DecidedCommand extends PersonCommand {
  /** The target that is recorded if a rule refuses the attempt. */
  aimedAt: AttemptTarget;
  /**
   * Loads the streams that the rule needs and applies it. Called again with fresh state after a conflict.
   * @param acting - call it after the streams are loaded, so that the time is not before what they contain
   */
  decide: (loader: Loader, acting: () => Acting, context: CommandContext) => Promise<Decided>;
}

/** How every command of a person on a request is run: actor and time, then decide and append, then the answer. */
@Injectable()
export class PersonCommands {
  constructor(
    @Inject(DECIDE_RUNNER) private readonly runner: DecideRunner,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly secondFactor: SecondFactor,
    private readonly attempts: RefusedAttempts,
  ) {}

  /** Records what the rule decides. @throws NotKnownToBeDone, and every refusal of `decide` */
  run(command: DecidedCommand, call: CallContext): Promise<Ran> {
    const context = personCommand(call, command);
    const acting = (): Acting => this.acting(call);
    const decide = (loader: Loader): Promise<Decided> => command.decide(loader, acting, context);
    return this.noting(command, call, () => this.runner.run(context, decide));
  }

  /**
   * Acts for a person; an attempt that a rule refuses is recorded (rules.md#explained-refusals). If a second factor is
   * missing, the refusal says which sign-in would provide it.
   */
  noting<T>(
    { operation, aimedAt }: Pick<DecidedCommand, 'operation' | 'aimedAt'>,
    call: CallContext,
    act: () => Promise<T>,
  ): Promise<T> {
    const answer = this.attempts.noting({ operation, target: aimedAt }, call, act);
    return answer.catch((error: unknown) =>
      this.secondFactor.asking(() => {
        throw error;
      }),
    );
  }

  acting({ caller }: CallContext): Acting {
    const now = this.clock.now();
    return { caller, now, mfa: this.secondFactor.proof(caller, now) };
  }
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

/**
 * Makes the answer of a command that has run. If the answer cannot be read, the command is still done: for a command
 * that has appended, `Unavailable` would be wrong, because it says that nothing was done.
 * @throws NotKnownToBeDone if the command has appended and its answer cannot be read now
 */
export async function afterAppend<T>({ appended }: Ran, answer: () => Promise<T>): Promise<T> {
  try {
    return await answer();
  } catch (error) {
    if (appended && error instanceof Unavailable) throw new NotKnownToBeDone('The log');
    throw error;
  }
}
