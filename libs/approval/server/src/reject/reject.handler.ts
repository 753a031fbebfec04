import { approvalRpc } from '@countersign/contracts';
import type { RequestOf, ResponseOf } from '@countersign/contracts';
import { reject } from '@countersign/approval-domain';
import { Call, Handle, Input, RpcController } from '@countersign/rpc';
import type { CallContext } from '@countersign/rpc';
import { ApprovalCommands } from '../approval-commands.js';
import type { ApprovalCommand } from '../approval-commands.js';

type Reject = typeof approvalRpc.reject;

/** `POST /v1/requests/{id}/reject` */
@RpcController()
export class RejectHandler {
  constructor(private readonly commands: ApprovalCommands) {}

  @Handle(approvalRpc.reject)
  reject(
    @Input() { id, ...body }: RequestOf<Reject>,
    @Call() call: CallContext,
  ): Promise<ResponseOf<Reject>> {
    const rejection = { comment: body.comment ?? null };
    const command: ApprovalCommand = {
      operation: 'approval.reject',
      requestId: id,
      payload: body,
      rule: (approval, context) => reject(rejection, approval, context),
    };
    return this.commands.run(command, call);
  }
}
