import { Inject, Injectable, Logger } from '@nestjs/common';
import { NotVisible, Refusal, refOfPolicy, requestRpc, viewOfPerson } from '@countersign/contracts';
import type { ApprovalEvent, approvalRpc, RequestView, ResponseOf } from '@countersign/contracts';
import { approvalFold, approvalStream, maySee } from '@countersign/approval-domain';
import type { DecisionContext, OpenedApproval } from '@countersign/approval-domain';
import type { Decided, Loader, Ran } from '@countersign/event-log';
import { afterAppend, decided, PersonCommands, positionsOf, RPC_CLIENT } from '@countersign/service';
import type { Acting, DecidedCommand } from '@countersign/service';
import { onBehalfOf } from '@countersign/rpc';
import type { CallContext, RpcClient } from '@countersign/rpc';
import { ApprovalReader } from './approval-reader.js';
import type { ReadApproval } from './approval-reader.js';
import { Opener } from './opener.js';

/** How long an answer waits for the request service, which itself waits up to 2 s for the request to follow. */
const FOLLOW_MS = 2_200;

type Answer = ResponseOf<typeof approvalRpc.approve>;
type Represented = ResponseOf<typeof requestRpc.withApproval>;

/** A person's command on a request; `rule` decides it. */
export interface ApprovalCommand {
  operation: string;
  requestId: string;
  payload: unknown;
  rule: (approval: OpenedApproval, context: DecisionContext) => ApprovalEvent[];
}

/** What approve, reject and cancel have in common: everything except the rule. */
@Injectable()
export class ApprovalCommands {
  private readonly logger = new Logger('approval');

  constructor(
    private readonly commands: PersonCommands,
    private readonly opener: Opener,
    private readonly reader: ApprovalReader,
    @Inject(RPC_CLIENT) private readonly rpc: RpcClient,
  ) {}

  /**
   * Records what the rule decides, and answers with the request as the request service puts it together
   * (rules.md#settled-answer).
   * @throws NotFound when there is no such request, or the caller may not see it
   * @throws NotKnownToBeDone, also when the command has appended and this log does not answer now
   * @throws whatever `rule` refuses
   */
  async run(command: ApprovalCommand, call: CallContext): Promise<Answer> {
    const { requestId } = command;
    const ran = await this.record(command, call);
    const read = await afterAppend(ran, () => this.reader.read(requestId, call));
    const { representation, position } = await this.represent(requestId, read, call);
    const positions = positionsOf('approval', ran.appended);
    if (position) positions.push(position);
    return { status: ran.result.status, positions, representation };
  }

  private record(command: ApprovalCommand, call: CallContext): Promise<Ran> {
    const { operation, requestId, payload } = command;
    const decidedCommand: DecidedCommand = {
      operation,
      target: requestId,
      payload,
      correlationId: requestId,
      aimedAt: { requestId, resource: null, account: null },
      decide: (loader, acting) => this.decide(command, call, loader, acting),
    };
    return this.commands.run(decidedCommand, call);
  }

  private async decide(
    { requestId, rule }: ApprovalCommand,
    call: CallContext,
    loader: Loader,
    acting: () => Acting,
  ): Promise<Decided> {
    const approval = await this.opened(requestId, loader, call);
    if (!maySee(call.caller, approval)) throw new NotVisible('request');
    return decided(rule(approval, acting()), { requestId });
  }

  /** The approval, which is opened first if the command has arrived before the event that opens it. */
  private async opened(requestId: string, loader: Loader, call: CallContext): Promise<OpenedApproval> {
    const { state } = await loader.load(approvalStream(requestId), approvalFold);
    if (state.status !== 'none') return state;
    await this.opener.openOnDemand(requestId, call);
    return this.opened(requestId, loader, call);
  }

  /** The command stays recorded when the request service fails: the answer then contains what this service knows. */
  private async represent(id: string, read: ReadApproval, call: CallContext): Promise<Represented> {
    const question = { id, approval: read.state };
    try {
      return await this.rpc.call(requestRpc.withApproval, question, onBehalfOf(call), {
        timeoutMs: FOLLOW_MS,
      });
    } catch (err) {
      const isAway = err instanceof Refusal && err.status === 503;
      if (!isAway) this.logger.error({ msg: 'The request service could not put an answer together', err });
      return { representation: viewWithoutRequest(read), position: null };
    }
  }
}

/**
 * The request as its approval alone knows it: without the name of the requester, the justification, the access, and
 * the status and version that the request has reached since its submission.
 */
function viewWithoutRequest({ approval, state }: ReadApproval): RequestView {
  const { about, terms, policy, expiresAt } = approval;
  return {
    id: about.requestId,
    status: 'pending',
    outcome: state.outcome,
    version: 1,
    requester: viewOfPerson(about.requester),
    resource: about.resource,
    account: about.account,
    duration: terms.duration,
    justification: null,
    ticket: terms.ticket,
    startsAt: terms.startsAt,
    policy: refOfPolicy(policy),
    unmatched: false,
    currentStep: state.currentStep,
    steps: state.steps,
    submittedAt: terms.submittedAt,
    expiresAt,
    decidedAt: state.decidedAt,
    refusal: null,
    access: null,
    incomplete: true,
    you: state.you,
  };
}
