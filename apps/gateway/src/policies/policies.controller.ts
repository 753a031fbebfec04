import { Body, Controller, Inject, Query, Res } from '@nestjs/common';
import type { z } from 'zod';
import type { FastifyReply } from 'fastify';
import { explainBody, policyContent, policyListQuery, policyRpc, reportingRpc } from '@countersign/contracts';
import type { PolicyContentInput } from '@countersign/contracts';
import { RPC_CLIENT } from '@countersign/service';
import type { RpcClient } from '@countersign/rpc';
import { answerWrite } from '../http/answer.js';
import { Call } from '../http/edge-call.js';
import type { EdgeCall } from '../http/edge-call.js';
import { Endpoint } from '../http/endpoint.js';
import { etag, IfMatch } from '../http/if-match.js';
import { PathId } from '../http/path-id.js';
import { policyEndpoints, policyVersionQuery } from './policies.endpoints.js';

/** `/v1/policies`: answered by the policy service; requests in flight by the reporting service. */
@Controller()
export class PoliciesController {
  constructor(@Inject(RPC_CLIENT) private readonly rpc: RpcClient) {}

  @Endpoint(policyEndpoints.create)
  async create(
    @Call() call: EdgeCall,
    @Body({ schema: policyContent }) content: PolicyContentInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const created = await this.rpc.call(policyRpc.create, content, call);
    const { id, version } = created.representation;
    return answerWrite(reply, created, { location: `/v1/policies/${id}`, etag: etag(version) });
  }

  @Endpoint(policyEndpoints.list)
  list(@Call() call: EdgeCall, @Query({ schema: policyListQuery }) query: z.input<typeof policyListQuery>) {
    return this.rpc.call(policyRpc.list, query, call);
  }

  @Endpoint(policyEndpoints.get)
  async get(
    @Call() call: EdgeCall,
    @PathId('policy') id: string,
    @Query({ schema: policyVersionQuery }) query: z.input<typeof policyVersionQuery>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const policy = await this.rpc.call(policyRpc.get, { id, ...policyVersionQuery.parse(query) }, call);
    reply.header('etag', etag(policy.version));
    return policy;
  }

  @Endpoint(policyEndpoints.update)
  async update(
    @Call() call: EdgeCall,
    @PathId('policy') id: string,
    @IfMatch() ifMatch: number[],
    @Body({ schema: policyContent }) content: PolicyContentInput,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const updated = await this.rpc.call(policyRpc.update, { id, ifMatch, content }, call);
    return answerWrite(reply, updated, { etag: etag(updated.representation.version) });
  }

  @Endpoint(policyEndpoints.delete)
  async delete(
    @Call() call: EdgeCall,
    @PathId('policy') id: string,
    @IfMatch() ifMatch: number[],
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answerWrite(reply, await this.rpc.call(policyRpc.delete, { id, ifMatch }, call));
  }

  @Endpoint(policyEndpoints.history)
  history(@Call() call: EdgeCall, @PathId('policy') id: string) {
    return this.rpc.call(policyRpc.history, { id }, call);
  }

  @Endpoint(policyEndpoints.inFlight)
  inFlight(@Call() call: EdgeCall, @PathId('policy') policyId: string) {
    return this.rpc.call(reportingRpc.inFlight, { policyId, atLeast: call.atLeast }, call);
  }

  @Endpoint(policyEndpoints.explain)
  explain(@Call() call: EdgeCall, @Body({ schema: explainBody }) names: z.input<typeof explainBody>) {
    return this.rpc.call(policyRpc.explain, names, call);
  }
}
