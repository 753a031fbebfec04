import { Inject, Injectable } from '@nestjs/common';
import { NotVisible } from '@countersign/contracts';
import type { ApprovalEvent } from '@countersign/contracts';
import { approvalFold, approvalStream, maySee } from '@countersign/approval-domain';
import type { DecisionContext, OpenedApproval } from '@countersign/approval-domain';
import type { Decided, DecideRunner, Loader, Ran } from '@countersign/event-log';
import { DECIDE_RUNNER, personCommand, RefusedAttempts } from '@countersign/service';
import { CLOCK, SecondFactor } from '@countersign/platform';
import type { CallContext, Clock } from '@countersign/platform';
import { NotOpened, Opener } from './opener.js';

/** A person's command on a request; `decide` is the rule. */
export interface Command {
  operation: string;
  requestId: string;
  payload: unknown;
  decide: (approval: OpenedApproval, context: DecisionContext) => ApprovalEvent[];
}

/** What approve, reject and cancel have in common: everything but the rule and the answer. */
@Injectable()
export class ApprovalCommands {
  constructor(
    @Inject(DECIDE_RUNNER) private readonly runner: DecideRunner,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly opener: Opener,
    private readonly secondFactor: SecondFactor,
    private readonly attempts: RefusedAttempts,
  ) {}

  /**
   * Records what the rule decides. Where a rule refuses, the attempt is recorded.
   * @throws NotFound when there is no such request, or the caller may not see it
   * @throws NotKnownToBeDone, and whatever `decide` refuses
   */
  run(command: Command, call: CallContext): Promise<Ran> {
    const { operation, requestId } = command;
    const target = { requestId, resource: null, account: null };
    const append = () => this.append(command, call);
    const appendOnceOpened = () => this.opener.onceOpened(requestId, call, append);
    return this.attempts.noting({ operation, target }, call, appendOnceOpened);
  }

  private append(command: Command, call: CallContext): Promise<Ran> {
    const { operation, requestId, payload } = command;
    const context = personCommand(call, { operation, target: requestId, payload, correlationId: requestId });
    return this.runner.run(context, (loader) => this.decide(command, call, loader));
  }

  private async decide(
    { requestId, decide }: Command,
    { caller }: CallContext,
    loader: Loader,
  ): Promise<Decided> {
    const { state } = await loader.load(approvalStream(requestId), approvalFold);
    if (state.status === 'none') throw new NotOpened();
    if (!maySee(caller, state)) throw new NotVisible('request');
    const now = this.clock.now();
    const context = { caller, now, mfa: this.secondFactor.proof(caller, now) };
    const events = this.secondFactor.asking(() => decide(state, context));
    return { events, result: { status: 200, code: null, ids: { requestId } } };
  }
}
