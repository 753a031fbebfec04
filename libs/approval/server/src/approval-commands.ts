import { Inject, Injectable } from '@nestjs/common';
import { NotFound, NotVisible, requestRpc } from '@countersign/contracts';
import type { ApprovalEvent, LogPosition, RequestView, ResponseOf } from '@countersign/contracts';
import { approvalFold, approvalStream, maySee } from '@countersign/approval-domain';
import type { DecisionContext, OpenedApproval } from '@countersign/approval-domain';
import { afterAppend } from '@countersign/event-log';
import type { Decided, DecideRunner, Loader, Ran } from '@countersign/event-log';
import {
  DECIDE_RUNNER,
  RefusedAttempts,
  RPC_CLIENT,
  onBehalfOf,
  personCommand,
  positionsOf,
} from '@countersign/messaging';
import type { RpcClient } from '@countersign/messaging';
import { CLOCK, SecondFactor } from '@countersign/platform';
import type { CallContext, Clock } from '@countersign/platform';
import { viewOfApproval } from './approval-view.js';
import { NotOpened, Opener } from './opener.js';

/** How long an answer waits until the request has followed (rule 15). */
const FOLLOW_MS = 2000;

/** A person's command on a request; `decide` is the rule. */
export interface Command {
  operation: string;
  requestId: string;
  payload: unknown;
  decide: (approval: OpenedApproval, context: DecisionContext) => ApprovalEvent[];
}

/** Answer of a command: HTTP status, the request, and where in the logs it shows. */
export interface Answer {
  status: number;
  positions: LogPosition[];
  representation: RequestView;
}

/** What approve, reject and cancel have in common: everything but the rule. */
@Injectable()
export class ApprovalCommands {
  constructor(
    @Inject(DECIDE_RUNNER) private readonly runner: DecideRunner,
    @Inject(RPC_CLIENT) private readonly rpc: RpcClient,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly opener: Opener,
    private readonly secondFactor: SecondFactor,
    private readonly attempts: RefusedAttempts,
  ) {}

  /** @throws NotFound for who may not see the request; NotKnownToBeDone; whatever `decide` refuses */
  async run(command: Command, call: CallContext): Promise<Answer> {
    const { operation, requestId } = command;
    const target = { requestId, resource: null, account: null };
    const ran = await this.attempts.noting({ operation, target }, call, () => this.decided(command, call));
    const { representation, position } = await afterAppend(ran, () => this.followed(requestId, call));
    const positions = [...positionsOf('approval', ran.appended), ...(position ? [position] : [])];
    return { status: ran.result.status, positions, representation };
  }

  /** The request as its approval knows it. @throws NotFound, also for who may not see it */
  view(requestId: string, call: CallContext): Promise<RequestView> {
    return this.opener.withApproval(requestId, call, async () => (await this.current(requestId, call)).view);
  }

  private decided(command: Command, call: CallContext): Promise<Ran> {
    const { operation, requestId, payload } = command;
    return this.opener.withApproval(requestId, call, () =>
      this.runner.run(
        personCommand(call, { operation, target: requestId, payload, correlationId: requestId }),
        (loader) => this.decide(command, call, loader),
      ),
    );
  }

  private async decide(
    { requestId, decide }: Command,
    { caller }: CallContext,
    loader: Loader,
  ): Promise<Decided> {
    const { stream, state, version } = await loader.load(approvalStream(requestId), approvalFold);
    if (state.status === 'none') throw new NotOpened();
    if (!maySee(caller, state)) throw new NotVisible('request');
    const now = this.clock.now();
    const context = { caller, now, mfa: this.secondFactor.proof(caller, now) };
    const events = this.secondFactor.asking(() => decide(state, context));
    return {
      streams: [{ stream, expectedVersion: version, events }],
      result: { status: 200, code: null, ids: { requestId } },
    };
  }

  /** While pending, from its own record; when that has ended, from the request once it has followed (rule 15). */
  private async followed(
    requestId: string,
    call: CallContext,
  ): Promise<ResponseOf<typeof requestRpc.followed>> {
    const { recorded, view } = await this.current(requestId, call);
    const unfollowed = { representation: view, position: null };
    if (recorded === 'pending') return unfollowed;
    const options = { timeoutMs: FOLLOW_MS };
    return this.rpc
      .call(requestRpc.followed, { id: requestId }, onBehalfOf(call), options)
      .catch(() => unfollowed); // What is recorded is not undone because the request service is away.
  }

  private async current(
    requestId: string,
    { caller }: CallContext,
  ): Promise<{ recorded: string; view: RequestView }> {
    const { state, version } = await this.runner.read(approvalStream(requestId), approvalFold);
    if (state.status === 'none') throw new NotOpened();
    if (!maySee(caller, state)) throw new NotFound('request');
    return { recorded: state.status, view: viewOfApproval(state, version, caller, this.clock.now()) };
  }
}
