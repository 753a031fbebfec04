import { Controller, Inject } from '@nestjs/common';
import { reportingRpc } from '@countersign/contracts';
import { RPC_CLIENT } from '@countersign/service';
import type { RpcClient } from '@countersign/rpc';
import { Call } from '../http/edge-call.js';
import type { EdgeCall } from '../http/edge-call.js';
import { Endpoint } from '../http/endpoint.js';
import { meEndpoints } from './me.endpoints.js';

/** `/v1/me`: the caller, and what awaits them by the reporting service's read models. */
@Controller()
export class MeController {
  constructor(@Inject(RPC_CLIENT) private readonly rpc: RpcClient) {}

  @Endpoint(meEndpoints.get)
  get(@Call() call: EdgeCall) {
    return this.rpc.call(reportingRpc.me, { atLeast: call.atLeast }, call);
  }
}
