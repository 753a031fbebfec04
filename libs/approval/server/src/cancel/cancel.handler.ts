import { approvalRpc } from '@countersign/contracts';
import type { RequestOf, ResponseOf } from '@countersign/contracts';
import { cancel } from '@countersign/approval-domain';
import { Call, Handle, Input, RpcController } from '@countersign/rpc';
import type { CallContext } from '@countersign/rpc';
import { ApprovalCommands } from '../approval-commands.js';
import type { ApprovalCommand } from '../approval-commands.js';

type Cancel = typeof approvalRpc.cancel;

/** `POST /v1/requests/{id}/cancel` */
@RpcController()
export class CancelHandler {
  constructor(private readonly commands: ApprovalCommands) {}

  @Handle(approvalRpc.cancel)
  cancel(
    @Input() { id, ...body }: RequestOf<Cancel>,
    @Call() call: CallContext,
  ): Promise<ResponseOf<Cancel>> {
    const cancellation = { comment: body.comment ?? null };
    const command: ApprovalCommand = {
      operation: 'approval.cancel',
      requestId: id,
      payload: body,
      rule: (approval, context) => cancel(cancellation, approval, context),
    };
    return this.commands.run(command, call);
  }
}
