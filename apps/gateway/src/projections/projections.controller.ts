import { Controller, Inject, Param } from '@nestjs/common';
import { projectionRpc, projectionView } from '@countersign/contracts';
import { RPC_CLIENT } from '@countersign/service';
import type { RpcClient } from '@countersign/rpc';
import { Endpoint } from '../http/endpoint.js';
import type { EndpointDefinition } from '../http/endpoint.js';
import { projectionExample } from '../openapi/examples.js';
import { Call } from '../http/edge-call.js';
import type { EdgeCall } from '../http/edge-call.js';

const tag = 'Operation';

/** The common part of the commands. */
const command = {
  method: 'POST',
  tag,
  access: 'person',
  refusals: { 403: ['not-allowed'], 404: ['not-found'] },
} as const;

/** `/v1/projections`: the read models, for operators. */
export const projectionEndpoints = {
  list: {
    name: 'listProjections',
    method: 'GET',
    path: '/v1/projections',
    tag,
    summary: 'Read how far each read model is in each log (policy-admin, auditor)',
    description:
      'Position, head and lag per log, the number of parked streams, and the progress of a rebuild: `rebuiltTo` against `head`.',
    access: 'person',
    answer: {
      status: 200,
      description: 'Every projection.',
      schema: projectionRpc.list.response,
      example: { items: [projectionExample] },
    },
    refusals: { 403: ['not-allowed'] },
  },
  rebuild: {
    ...command,
    name: 'rebuildProjection',
    path: '/v1/projections/:name/rebuild',
    summary: 'Rebuild a read model from the logs (policy-admin)',
    description:
      'The rebuild starts within about a second, in new tables. The live tables stay in use and up to date until both are swapped. Repeating the call during a rebuild changes nothing.',
    answer: {
      status: 202,
      description: 'The command is accepted.',
      schema: projectionView,
      example: { ...projectionExample, rebuild: 'requested' },
    },
  },
  retry: {
    ...command,
    name: 'retryProjection',
    path: '/v1/projections/:name/retry',
    summary: 'Retry the parked events of a read model (policy-admin)',
    description:
      'The events of each parked stream are retried in order, up to the first event that fails again.',
    answer: {
      status: 202,
      description: 'The command is accepted.',
      schema: projectionView,
      example: projectionExample,
    },
  },
} as const satisfies Record<string, EndpointDefinition>;

/** `/v1/projections`: answered by the reporting service. */
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
