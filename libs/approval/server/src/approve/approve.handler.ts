import { approvalRpc } from '@countersign/contracts';
import type { RequestOf } from '@countersign/contracts';
import { approve } from '@countersign/approval-domain';
import { Call, Handle, Input, RpcController } from '@countersign/platform';
import type { CallContext } from '@countersign/platform';
import { ApprovalCommands } from '../approval-commands.js';
import type { Answer } from '../approval-commands.js';

/** `POST /v1/requests/{id}/approve` */
@RpcController()
export class ApproveHandler {
  constructor(private readonly commands: ApprovalCommands) {}

  @Handle(approvalRpc.approve)
  approve(
    @Input() { id, ...body }: RequestOf<typeof approvalRpc.approve>,
    @Call() call: CallContext,
  ): Promise<Answer> {
    const command = { comment: body.comment ?? null, maxDuration: body.maxDuration ?? null };
    return this.commands.run(
      {
        operation: 'approval.approve',
        requestId: id,
        payload: body,
        decide: (approval, context) => approve(command, approval, context),
      },
      call,
    );
  }
}
