import { approvalRpc } from '@countersign/contracts';
import type { RequestOf, ResponseOf } from '@countersign/contracts';
import { approve } from '@countersign/approval-domain';
import { Call, Handle, Input, RpcController } from '@countersign/rpc';
import type { CallContext } from '@countersign/rpc';
import { ApprovalCommands } from '../approval-commands.js';
import type { ApprovalCommand } from '../approval-commands.js';

type Approve = typeof approvalRpc.approve;

/** `POST /v1/requests/{id}/approve` */
@RpcController()
export class ApproveHandler {
  constructor(private readonly commands: ApprovalCommands) {}

  @Handle(approvalRpc.approve)
  approve(
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
    return this.commands.run(command, call);
  }
}
