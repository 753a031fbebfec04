import { approvalRpc } from '@countersign/contracts';
import type { ApprovalState, RequestOf } from '@countersign/contracts';
import { Call, Handle, Input, RpcController } from '@countersign/rpc';
import type { CallContext } from '@countersign/rpc';
import { ApprovalReader } from '../approval-reader.js';

/** The state of an approval, which the request service asks for to build the view of a request. */
@RpcController()
export class GetHandler {
  constructor(private readonly reader: ApprovalReader) {}

  @Handle(approvalRpc.get)
  async get(
    @Input() { id }: RequestOf<typeof approvalRpc.get>,
    @Call() call: CallContext,
  ): Promise<ApprovalState> {
    const { state } = await this.reader.read(id, call);
    return state;
  }
}
