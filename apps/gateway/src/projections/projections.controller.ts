import { Controller, Inject, Param } from '@nestjs/common';
import { projectionRpc } from '@countersign/contracts';
import { RPC_CLIENT } from '@countersign/service';
import type { RpcClient } from '@countersign/rpc';
import { Call } from '../http/edge-call.js';
import type { EdgeCall } from '../http/edge-call.js';
import { Endpoint } from '../http/endpoint.js';
import { projectionEndpoints } from './projections.endpoints.js';

/** `/v1/projections`: the reporting service's read models, for operators. */
@Controller()
export class ProjectionsController {
  constructor(@Inject(RPC_CLIENT) private readonly rpc: RpcClient) {}

  @Endpoint(projectionEndpoints.list)
  list(@Call() call: EdgeCall) {
    return this.rpc.call(projectionRpc.list, {}, call);
  }

  @Endpoint(projectionEndpoints.rebuild)
  rebuild(@Call() call: EdgeCall, @Param('name') name: string) {
    return this.rpc.call(projectionRpc.rebuild, { name }, call);
  }

  @Endpoint(projectionEndpoints.retry)
  retry(@Call() call: EdgeCall, @Param('name') name: string) {
    return this.rpc.call(projectionRpc.retry, { name }, call);
  }
}
