import { Body, Controller, Inject, Query, Res } from '@nestjs/common';
import type { z } from 'zod';
import type { FastifyReply } from 'fastify';
import {
  approvalRpc,
  approveBody,
  commentBody,
  emptyBody,
  reportingRpc,
  requestListQuery,
  requestRpc,
  revokeBody,
  submitBody,
  timelineQuery,
} from '@countersign/contracts';
import { RPC_CLIENT } from '@countersign/service';
import type { RpcClient } from '@countersign/rpc';
import { parseInput } from '@countersign/platform';
import { answerWrite } from '../http/answer.js';
import { Call } from '../http/edge-call.js';
import type { EdgeCall } from '../http/edge-call.js';
import { Endpoint } from '../http/endpoint.js';
import { PathId } from '../http/path-id.js';
import { requestEndpoints } from './requests.endpoints.js';

type Comment = z.input<typeof commentBody>;

/**
 * `/v1/requests`: submissions and timelines go to the request service, decisions to the approval service, lists to
 * reporting.
 */
@Controller()
export class RequestsController {
  constructor(@Inject(RPC_CLIENT) private readonly rpc: RpcClient) {}

  @Endpoint(requestEndpoints.submit)
  async submit(
    @Call() call: EdgeCall,
    @Body({ schema: submitBody }) body: z.input<typeof submitBody>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const submitted = await this.rpc.call(requestRpc.submit, body, call);
    return answerWrite(reply, submitted, { location: `/v1/requests/${submitted.representation.id}` });
  }

  @Endpoint(requestEndpoints.list)
  list(@Call() call: EdgeCall, @Query({ schema: requestListQuery }) query: z.input<typeof requestListQuery>) {
    return this.rpc.call(reportingRpc.requests, { query, atLeast: call.atLeast }, call);
  }

  @Endpoint(requestEndpoints.get)
  get(@Call() call: EdgeCall, @PathId('request') id: string) {
    return this.rpc.call(requestRpc.get, { id }, call);
  }

  @Endpoint(requestEndpoints.timeline)
  timeline(
    @Call() call: EdgeCall,
    @PathId('request') id: string,
    @Query({ schema: timelineQuery }) written: z.input<typeof timelineQuery>,
  ) {
    const { raw } = parseInput(timelineQuery, written);
    return this.rpc.call(raw ? requestRpc.rawTimeline : requestRpc.timeline, { id }, call);
  }

  @Endpoint(requestEndpoints.approve)
  async approve(
    @Call() call: EdgeCall,
    @PathId('request') id: string,
    @Body({ schema: approveBody }) body: z.input<typeof approveBody>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answerWrite(reply, await this.rpc.call(approvalRpc.approve, { id, ...body }, call));
  }

  @Endpoint(requestEndpoints.reject)
  async reject(
    @Call() call: EdgeCall,
    @PathId('request') id: string,
    @Body({ schema: commentBody }) body: Comment,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answerWrite(reply, await this.rpc.call(approvalRpc.reject, { id, ...body }, call));
  }

  @Endpoint(requestEndpoints.cancel)
  async cancel(
    @Call() call: EdgeCall,
    @PathId('request') id: string,
    @Body({ schema: commentBody }) body: Comment,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answerWrite(reply, await this.rpc.call(approvalRpc.cancel, { id, ...body }, call));
  }

  @Endpoint(requestEndpoints.checkOut)
  async checkOut(
    @Call() call: EdgeCall,
    @PathId('request') id: string,
    @Body({ schema: emptyBody }) _body: z.input<typeof emptyBody>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answerWrite(reply, await this.rpc.call(requestRpc.checkOut, { id }, call));
  }

  @Endpoint(requestEndpoints.checkIn)
  async checkIn(
    @Call() call: EdgeCall,
    @PathId('request') id: string,
    @Body({ schema: emptyBody }) _body: z.input<typeof emptyBody>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answerWrite(reply, await this.rpc.call(requestRpc.checkIn, { id }, call));
  }

  @Endpoint(requestEndpoints.revoke)
  async revoke(
    @Call() call: EdgeCall,
    @PathId('request') id: string,
    @Body({ schema: revokeBody }) body: z.input<typeof revokeBody>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return answerWrite(reply, await this.rpc.call(requestRpc.revoke, { id, ...body }, call));
  }
}
