import { Controller, Inject, Query } from '@nestjs/common';
import type { z } from 'zod';
import { checkpointRpc, checkpointsQuery } from '@countersign/contracts';
import { RPC_CLIENT } from '@countersign/service';
import type { RpcClient } from '@countersign/rpc';
import { Call } from '../http/edge-call.js';
import type { EdgeCall } from '../http/edge-call.js';
import { Endpoint } from '../http/endpoint.js';
import { auditEndpoints } from './audit.endpoints.js';

/** `/v1/audit/…`: what proves the logs, by the reporting service's read models. */
@Controller()
export class AuditController {
  constructor(@Inject(RPC_CLIENT) private readonly rpc: RpcClient) {}

  @Endpoint(auditEndpoints.checkpoints)
  checkpoints(
    @Call() call: EdgeCall,
    @Query({ schema: checkpointsQuery }) query: z.input<typeof checkpointsQuery>,
  ) {
    return this.rpc.call(checkpointRpc.list, { query }, call);
  }
}
