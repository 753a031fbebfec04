import { Inject, Injectable } from '@nestjs/common';
import { NotFound, NotVisible } from '@countersign/contracts';
import type { TicketIssued } from '@countersign/contracts';
import type { Decided, DecideRunner, Folded, Loader, Ran } from '@countersign/event-log';
import { appendsTo, DECIDE_RUNNER, personCommand, RefusedAttempts } from '@countersign/messaging';
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
import type { AccessEnding, Account, KnownRequest, UseContext } from '@countersign/request-domain';

/** A person's command on an access; `decide` is the rule. */
export interface AccessCommand {
  operation: string;
  requestId: string;
  payload: unknown;
  decide: (
    request: KnownRequest,
    account: Account,
    context: UseContext,
  ) => AccessEnding & { ticket?: TicketIssued[] };
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
    const context = personCommand(call, {
      ...{ operation, target: requestId, payload },
      correlationId: requestId,
    });
    return this.attempts.noting({ operation, target }, call, async () =>
      answer(await this.runner.run(context, (loader) => this.decide(command, loader, call))),
    );
  }

  /** Who uses the access in this call, now, and the second factor that it proves. */
  using({ caller }: CallContext): UseContext {
    const now = this.clock.now();
    return { caller, now, mfa: this.secondFactor.proof(caller, now) };
  }

  private async decide(
    { requestId, decide }: AccessCommand,
    loader: Loader,
    call: CallContext,
  ): Promise<Decided> {
    const request = await loader.load(requestStream(requestId), requestFold);
    const { state } = request;
    if (state.status === 'none') throw new NotFound('request');
    if (!maySee(call.caller, state)) throw new NotVisible('request');
    const account = await loader.load(accountStream(state.facts), accountFold);
    const events = this.secondFactor.asking(() => decide(state, account.state, this.using(call)));
    const tickets = (events.ticket ?? []).map(newTicket);
    return {
      streams: appendsTo([request, events.request], [account, events.account], ...tickets),
      result: { status: 200, code: null, ids: { requestId } },
    };
  }
}

/** The stream of a ticket that nobody has seen yet. */
function newTicket(issued: TicketIssued): [Folded<unknown>, TicketIssued[]] {
  const stream = ticketStream(issued.data.ticketId);
  return [{ stream, state: ticketFold.initialState, version: 0 }, [issued]];
}
