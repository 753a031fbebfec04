import { requestRpc } from '@countersign/contracts';
import type { RequestOf, RequestView } from '@countersign/contracts';
import { Call, Handle, Input, RpcController } from '@countersign/rpc';
import type { CallContext } from '@countersign/rpc';
import { RequestReader } from '../request-reader.js';

/** `GET /v1/requests/{id}` */
@RpcController()
export class GetHandler {
  constructor(private readonly reader: RequestReader) {}

  @Handle(requestRpc.get)
  get(@Input() { id }: RequestOf<typeof requestRpc.get>, @Call() call: CallContext): Promise<RequestView> {
    return this.reader.view(id, call);
  }
}
