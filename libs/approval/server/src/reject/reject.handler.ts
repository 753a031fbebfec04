import { approvalRpc } from '@countersign/contracts';
import type { RequestOf } from '@countersign/contracts';
import { reject } from '@countersign/approval-domain';
import { Call, Handle, Input, RpcController } from '@countersign/platform';
import type { CallContext } from '@countersign/platform';
import { ApprovalCommands } from '../approval-commands.js';
import type { Answer } from '../approval-commands.js';

/** `POST /v1/requests/{id}/reject` */
@RpcController()
export class RejectHandler {
  constructor(private readonly commands: ApprovalCommands) {}

  @Handle(approvalRpc.reject)
  reject(
    @Input() { id, ...body }: RequestOf<typeof approvalRpc.reject>,
    @Call() call: CallContext,
  ): Promise<Answer> {
    const command = { comment: body.comment ?? null };
    return this.commands.run(
      {
        operation: 'approval.reject',
        requestId: id,
        payload: body,
        decide: (approval, context) => reject(command, approval, context),
      },
      call,
    );
  }
}
