import { approvalRpc } from '@countersign/contracts';
import type { RequestOf, ApprovalState } from '@countersign/contracts';
import { Call, Handle, Input, RpcController } from '@countersign/platform';
import type { CallContext } from '@countersign/platform';
import { ApprovalCommands } from '../approval-commands.js';

/** How an approval stands: asked by the request service for the view of a request. */
@RpcController()
export class GetHandler {
  constructor(private readonly commands: ApprovalCommands) {}

  @Handle(approvalRpc.get)
  get(@Input() { id }: RequestOf<typeof approvalRpc.get>, @Call() call: CallContext): Promise<ApprovalState> {
    return this.commands.state(id, call);
  }
}
