import { Controller, Inject, Query } from '@nestjs/common';
import type { z } from 'zod';
import { refusedAttemptsQuery, reportingRpc } from '@countersign/contracts';
import { RPC_CLIENT } from '@countersign/service';
import type { RpcClient } from '@countersign/rpc';
import { Call } from '../http/edge-call.js';
import type { EdgeCall } from '../http/edge-call.js';
import { Endpoint } from '../http/endpoint.js';
import { attemptEndpoints } from './attempts.endpoints.js';

/** `/v1/refused-attempts`: what people tried and were refused, by the reporting service's read models. */
@Controller()
export class AttemptsController {
  constructor(@Inject(RPC_CLIENT) private readonly rpc: RpcClient) {}

  @Endpoint(attemptEndpoints.list)
  list(
    @Call() call: EdgeCall,
    @Query({ schema: refusedAttemptsQuery }) query: z.input<typeof refusedAttemptsQuery>,
  ) {
    return this.rpc.call(reportingRpc.attempts, { query, atLeast: call.atLeast }, call);
  }
}
