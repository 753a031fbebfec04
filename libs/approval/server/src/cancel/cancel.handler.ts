import { approvalRpc } from '@countersign/contracts';
import type { RequestOf, ResponseOf } from '@countersign/contracts';
import { cancel } from '@countersign/approval-domain';
import { Call, Handle, Input, RpcController } from '@countersign/platform';
import type { CallContext } from '@countersign/platform';
import { ApprovalAnswer } from '../approval-answer.js';
import { ApprovalCommands } from '../approval-commands.js';
import type { ApprovalCommand } from '../approval-commands.js';

type Cancel = typeof approvalRpc.cancel;

/** `POST /v1/requests/{id}/cancel` */
@RpcController()
export class CancelHandler {
  constructor(
    private readonly commands: ApprovalCommands,
    private readonly answer: ApprovalAnswer,
  ) {}

  @Handle(approvalRpc.cancel)
  async cancel(
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
    const ran = await this.commands.run(command, call);
    return this.answer.of(ran, id, call);
  }
}
