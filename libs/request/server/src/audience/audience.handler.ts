import { requestRpc } from '@countersign/contracts';
import type { RequestOf, ResponseOf } from '@countersign/contracts';
import { Handle, Input, RpcController } from '@countersign/rpc';
import { audienceOf } from '@countersign/request-domain';
import { RequestReader } from '../request-reader.js';

type Audience = typeof requestRpc.audience;

/** The people who may see a request: asked by the gateway, which notifies only them of its changes. */
@RpcController()
export class AudienceHandler {
  constructor(private readonly reader: RequestReader) {}

  @Handle(requestRpc.audience)
  async audience(@Input() { id }: RequestOf<Audience>): Promise<ResponseOf<Audience>> {
    return { audience: audienceOf((await this.reader.read(id)).state) };
  }
}
