import { Inject, Injectable } from '@nestjs/common';
import type { AttemptTarget, Caller, MfaProof } from '@countersign/contracts';
import type { CommandContext, Decided, DecideRunner, Loader, Ran } from '@countersign/event-log';
import { CLOCK, SecondFactor } from '@countersign/platform';
import type { CallContext, Clock } from '@countersign/platform';
import { DECIDE_RUNNER } from '../nest/tokens.js';
import { personCommand } from './person-command.js';
import type { PersonCommand } from './person-command.js';
import { RefusedAttempts } from './refused-attempts.js';

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
