import { Controller, Inject, Query } from '@nestjs/common';
import type { z } from 'zod';
import { refusedAttemptsQuery, reportingRpc } from '@countersign/contracts';
import { RPC_CLIENT } from '@countersign/service';
import type { RpcClient } from '@countersign/rpc';
import { Endpoint } from '../http/endpoint.js';
import type { EndpointDefinition } from '../http/endpoint.js';
import { attemptsExample } from '../openapi/examples.js';
import { Call } from '../http/edge-call.js';
import type { EdgeCall } from '../http/edge-call.js';

/** `/v1/refused-attempts`: for policy admins and auditors. */
export const attemptEndpoints = {
  list: {
    name: 'listRefusedAttempts',
    method: 'GET',
    path: '/v1/refused-attempts',
    tag: 'Audit',
    summary: 'List the attempts that a rule refused, with person, target, reason and count',
    description:
      'For policy admins and auditors. One record per person, target, code and minute; `count` is the number of its ' +
      'attempts. The first attempt shows at once, further attempts at the end of the minute.',
    access: 'person',
    query: refusedAttemptsQuery,
    headers: ['Countersign-Position'],
    answer: {
      status: 200,
      description: 'A page of records, newest first.',
      schema: reportingRpc.attempts.response,
      example: attemptsExample,
    },
    refusals: { 403: ['not-allowed'], 422: ['invalid-input'], 503: ['not-caught-up'] },
  },
} as const satisfies Record<string, EndpointDefinition>;

/** `/v1/refused-attempts`: answered by the reporting service. */
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
