import { Inject, Injectable } from '@nestjs/common';
import { NotFound, NotVisible, requestRpc } from '@countersign/contracts';
import type {
  ApprovalEvent,
  ApprovalState,
  LogPosition,
  RequestView,
  ResponseOf,
} from '@countersign/contracts';
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
import { approvalStateOf, viewWithoutRequest } from './approval-state.js';
import { NotOpened, Opener } from './opener.js';

/** How long an answer waits for the request service, which itself waits up to 2 s for the request to follow. */
const FOLLOW_MS = 2_200;

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

  /**
   * @throws NotFound when there is no such request, or the caller may not see it
   * @throws NotKnownToBeDone, and whatever `decide` refuses
   */
  async run(command: Command, call: CallContext): Promise<Answer> {
    const { operation, requestId } = command;
    const target = { requestId, resource: null, account: null };
    const ran = await this.attempts.noting({ operation, target }, call, () => this.decided(command, call));
    const { representation, position } = await afterAppend(ran, () => this.answer(requestId, call));
    const positions = [...positionsOf('approval', ran.appended), ...(position ? [position] : [])];
    return { status: ran.result.status, positions, representation };
  }

  /** How the approval stands. @throws NotFound when there is no such request, or the caller may not see it */
  state(requestId: string, call: CallContext): Promise<ApprovalState> {
    return this.opener.withApproval(requestId, call, async () => {
      const approval = await this.visible(requestId, call);
      return approvalStateOf(approval, call.caller, this.clock.now());
    });
  }

  private decided(command: Command, call: CallContext): Promise<Ran> {
    const { operation, requestId, payload } = command;
    const context = personCommand(call, { operation, target: requestId, payload, correlationId: requestId });
    return this.opener.withApproval(requestId, call, () =>
      this.runner.run(context, (loader) => this.decide(command, call, loader)),
    );
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

  /** The request service puts the answer together. What is recorded is not undone because that service is away. */
  private async answer(
    requestId: string,
    call: CallContext,
  ): Promise<ResponseOf<typeof requestRpc.withApproval>> {
    const approval = await this.visible(requestId, call);
    const state = approvalStateOf(approval, call.caller, this.clock.now());
    return this.rpc
      .call(requestRpc.withApproval, { id: requestId, approval: state }, onBehalfOf(call), {
        timeoutMs: FOLLOW_MS,
      })
      .catch(() => ({ representation: viewWithoutRequest(approval, state), position: null }));
  }

  private async visible(requestId: string, { caller }: CallContext): Promise<OpenedApproval> {
    const { state } = await this.runner.read(approvalStream(requestId), approvalFold);
    if (state.status === 'none') throw new NotOpened();
    if (!maySee(caller, state)) throw new NotFound('request');
    return state;
  }
}
