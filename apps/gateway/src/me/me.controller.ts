import { Controller, Inject } from '@nestjs/common';
import { reportingRpc } from '@countersign/contracts';
import { RPC_CLIENT } from '@countersign/service';
import type { RpcClient } from '@countersign/rpc';
import { Endpoint } from '../http/endpoint.js';
import type { EndpointDefinition } from '../http/endpoint.js';
import { meExample } from '../openapi/examples.js';
import { Call } from '../http/edge-call.js';
import type { EdgeCall } from '../http/edge-call.js';

/** `/v1/me`: the caller. */
export const meEndpoints = {
  get: {
    name: 'getMe',
    method: 'GET',
    path: '/v1/me',
    tag: 'Me',
    summary: 'Read the caller’s name, roles and number of awaiting requests',
    access: 'person',
    headers: ['Countersign-Position'],
    answer: { status: 200, description: 'The caller.', schema: reportingRpc.me.response, example: meExample },
    refusals: { 503: ['not-caught-up'] },
  },
} as const satisfies Record<string, EndpointDefinition>;

/** `/v1/me`: answered by the reporting service. */
@Controller()
export class MeController {
  constructor(@Inject(RPC_CLIENT) private readonly rpc: RpcClient) {}

  @Endpoint(meEndpoints.get)
  get(@Call() call: EdgeCall) {
    return this.rpc.call(reportingRpc.me, { atLeast: call.atLeast }, call);
  }
}
