import { Inject, Injectable, Logger } from '@nestjs/common';
import { Refusal, refOfPolicy, requestRpc, viewOfPerson } from '@countersign/contracts';
import type { approvalRpc, RequestView, ResponseOf } from '@countersign/contracts';
import { afterAppend } from '@countersign/event-log';
import type { Ran } from '@countersign/event-log';
import { onBehalfOf, positionsOf, RPC_CLIENT } from '@countersign/service';
import type { RpcClient } from '@countersign/rpc';
import type { CallContext } from '@countersign/platform';
import { ApprovalReader } from './approval-reader.js';
import type { ReadApproval } from './approval-reader.js';

/** How long an answer waits for the request service, which itself waits up to 2 s for the request to follow. */
const FOLLOW_MS = 2_200;

type Answer = ResponseOf<typeof approvalRpc.approve>;
type Represented = ResponseOf<typeof requestRpc.withApproval>;

/**
 * The answer of approve, reject and cancel (rules.md#settled-answer): the request, as the request service
 * puts it together.
 */
@Injectable()
export class ApprovalAnswer {
  private readonly logger = new Logger('approval');

  constructor(
    private readonly reader: ApprovalReader,
    @Inject(RPC_CLIENT) private readonly rpc: RpcClient,
  ) {}

  /** @throws NotKnownToBeDone when the command has appended and this log does not answer now */
  async of(ran: Ran, requestId: string, call: CallContext): Promise<Answer> {
    const read = await afterAppend(ran, () => this.reader.read(requestId, call));
    const { representation, position } = await this.represent(requestId, read, call);
    const positions = positionsOf('approval', ran.appended);
    if (position) positions.push(position);
    return { status: ran.result.status, positions, representation };
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
