import { Controller, Inject, Query, Req, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Server } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { auditFeedQuery, reportingRpc } from '@countersign/contracts';
import type { AuditFeedAnswer } from '@countersign/contracts';
import { RPC_CLIENT } from '@countersign/service';
import type { RpcClient } from '@countersign/rpc';
import { parseInput } from '@countersign/platform';
import { Call } from '../http/edge-call.js';
import type { EdgeCall } from '../http/edge-call.js';
import { Endpoint } from '../http/endpoint.js';
import { eventEndpoints } from './events.endpoints.js';
import { pollFeed } from './feed-poll.js';

/** `/v1/events`: the audit feed, by the reporting service. */
@Controller()
export class EventsController {
  constructor(
    @Inject(RPC_CLIENT) private readonly rpc: RpcClient,
    private readonly http: HttpAdapterHost,
  ) {}

  /** The body is put together of texts, so that the events reach the client byte for byte as they were hashed. */
  @Endpoint(eventEndpoints.list)
  async list(
    @Call() call: EdgeCall,
    @Query({ schema: auditFeedQuery }) written: z.input<typeof auditFeedQuery>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { wait, after: from, ...query } = parseInput(auditFeedQuery, written);
    const ask = (after: string | undefined, waitMs: number) =>
      this.rpc.call(reportingRpc.events, { query: { ...query, after }, waitMs }, call);
    const page = await pollFeed(ask, from, wait, () => !request.raw.socket.destroyed && !this.ending);
    reply.type('application/json; charset=utf-8');
    return textOf(page);
  }

  /** No longer listening: what waits would hold up the end. */
  private get ending(): boolean {
    return !(this.http.httpAdapter.getHttpServer() as Server).listening;
  }
}

function textOf({ items, nextCursor }: AuditFeedAnswer): string {
  return `{"items":[${items.join(',')}],"nextCursor":${JSON.stringify(nextCursor)}}`;
}
