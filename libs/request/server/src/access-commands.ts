import { Inject, Injectable } from '@nestjs/common';
import { NotFound, NotVisible } from '@countersign/contracts';
import type { AccessEvent } from '@countersign/contracts';
import type { Decided, DecideRunner, Loader, Ran } from '@countersign/event-log';
import { DECIDE_RUNNER, personCommand, RefusedAttempts } from '@countersign/service';
import { CLOCK, SecondFactor } from '@countersign/platform';
import type { CallContext, Clock } from '@countersign/platform';
import {
  accountFold,
  accountStream,
  maySee,
  requestFold,
  requestStream,
  ticketFold,
  ticketStream,
} from '@countersign/request-domain';
import type { Account, KnownRequest, UseContext } from '@countersign/request-domain';

/** A person's command on an access; `decide` is the rule. */
export interface AccessCommand {
  operation: string;
  requestId: string;
  payload: unknown;
  decide: (request: KnownRequest, account: Account, context: UseContext) => AccessEvent[];
  /** The ticket that the command makes known, if any. */
  ticketId?: string;
}

/** What check-out, check-in and revoke have in common: everything but the rule and the answer. */
@Injectable()
export class AccessCommands {
  constructor(
    @Inject(DECIDE_RUNNER) private readonly runner: DecideRunner,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly secondFactor: SecondFactor,
    private readonly attempts: RefusedAttempts,
  ) {}

  /**
   * Does what is commanded and answers; what a rule refuses is noted.
   * @throws NotFound for who may not see the request; whatever `decide` and `answer` refuse
   */
  run<T>(command: AccessCommand, call: CallContext, answer: (ran: Ran) => Promise<T>): Promise<T> {
    const { operation, requestId, payload } = command;
    const target = { requestId, resource: null, account: null };
    const context = personCommand(call, { operation, target: requestId, payload, correlationId: requestId });
    return this.attempts.noting({ operation, target }, call, async () =>
      answer(await this.runner.run(context, (loader) => this.decide(command, loader, call))),
    );
  }

  /** The caller, the time, and the second factor that this call proves. */
  using({ caller }: CallContext): UseContext {
    const now = this.clock.now();
    return { caller, now, mfa: this.secondFactor.proof(caller, now) };
  }

  private async decide(
    { requestId, decide, ticketId }: AccessCommand,
    loader: Loader,
    call: CallContext,
  ): Promise<Decided> {
    const { state } = await loader.load(requestStream(requestId), requestFold);
    if (state.status === 'none') throw new NotFound('request');
    if (!maySee(call.caller, state)) throw new NotVisible('request');
    const account = await loader.load(accountStream(state.facts), accountFold);
    if (ticketId !== undefined) await loader.loadNew(ticketStream(ticketId), ticketFold);
    const events = this.secondFactor.asking(() => decide(state, account.state, this.using(call)));
    return { events, result: { status: 200, code: null, ids: { requestId } } };
  }
}
