import { approvalRpc } from '@countersign/contracts';
import type { RequestOf } from '@countersign/contracts';
import { cancel } from '@countersign/approval-domain';
import { Call, Handle, Input, RpcController } from '@countersign/platform';
import type { CallContext } from '@countersign/platform';
import { ApprovalCommands } from '../approval-commands.js';
import type { Answer } from '../approval-commands.js';

/** `POST /v1/requests/{id}/cancel` */
@RpcController()
export class CancelHandler {
  constructor(private readonly commands: ApprovalCommands) {}

  @Handle(approvalRpc.cancel)
  cancel(
    @Input() { id, ...body }: RequestOf<typeof approvalRpc.cancel>,
    @Call() call: CallContext,
  ): Promise<Answer> {
    const command = { comment: body.comment ?? null };
    return this.commands.run(
      {
        operation: 'approval.cancel',
        requestId: id,
        payload: body,
        decide: (approval, context) => cancel(command, approval, context),
      },
      call,
    );
  }
}
