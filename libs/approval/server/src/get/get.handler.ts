import { approvalRpc } from '@countersign/contracts';
import type { RequestOf, RequestView } from '@countersign/contracts';
import { Call, Handle, Input, RpcController } from '@countersign/platform';
import type { CallContext } from '@countersign/platform';
import { ApprovalCommands } from '../approval-commands.js';

/** The request as its approval knows it: asked by the request service while it is pending. */
@RpcController()
export class GetHandler {
  constructor(private readonly commands: ApprovalCommands) {}

  @Handle(approvalRpc.get)
  get(@Input() { id }: RequestOf<typeof approvalRpc.get>, @Call() call: CallContext): Promise<RequestView> {
    return this.commands.view(id, call);
  }
}
