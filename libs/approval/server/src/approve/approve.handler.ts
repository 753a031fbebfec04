import { approvalRpc } from '@countersign/contracts';
import type { RequestOf, ResponseOf } from '@countersign/contracts';
import { approve } from '@countersign/approval-domain';
import { Call, Handle, Input, RpcController } from '@countersign/platform';
import type { CallContext } from '@countersign/platform';
import { ApprovalAnswer } from '../approval-answer.js';
import { ApprovalCommands } from '../approval-commands.js';
import type { ApprovalCommand } from '../approval-commands.js';

type Approve = typeof approvalRpc.approve;

/** `POST /v1/requests/{id}/approve` */
@RpcController()
export class ApproveHandler {
  constructor(
    private readonly commands: ApprovalCommands,
    private readonly answer: ApprovalAnswer,
  ) {}

  @Handle(approvalRpc.approve)
  async approve(
    @Input() { id, ...body }: RequestOf<Approve>,
    @Call() call: CallContext,
  ): Promise<ResponseOf<Approve>> {
    const decision = { comment: body.comment ?? null, maxDuration: body.maxDuration ?? null };
    const command: ApprovalCommand = {
      operation: 'approval.approve',
      requestId: id,
      payload: body,
      rule: (approval, context) => approve(decision, approval, context),
    };
    const ran = await this.commands.run(command, call);
    return this.answer.of(ran, id, call);
  }
}
