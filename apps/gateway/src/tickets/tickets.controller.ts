import { Controller, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { requestRpc } from '@countersign/contracts';
import type { Jwks, TicketStatus } from '@countersign/contracts';
import { RPC_CLIENT } from '@countersign/service';
import type { RpcClient } from '@countersign/rpc';
import { Call } from '../http/edge-call.js';
import type { EdgeCall } from '../http/edge-call.js';
import { Endpoint } from '../http/endpoint.js';
import { pathId } from '../http/path-id.js';
import { KeySet } from './key-set.js';
import { ticketEndpoints } from './tickets.endpoints.js';

/** `/v1/tickets` and `/.well-known/jwks.json`, for whoever is shown a ticket. */
@Controller()
export class TicketsController {
  private readonly keySet: KeySet;

  constructor(@Inject(RPC_CLIENT) private readonly rpc: RpcClient) {
    this.keySet = new KeySet(rpc);
  }

  @Endpoint(ticketEndpoints.status)
  status(@Call() call: EdgeCall, @Param('jti') jti: string): Promise<TicketStatus> {
    return this.rpc.call(requestRpc.ticketStatus, { ticketId: pathId(jti, 'ticket') }, call);
  }

  @Endpoint(ticketEndpoints.keys)
  async keys(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Jwks> {
    const keys = await this.keySet.current(request.trace);
    // Now, and not by a decorator: nobody may keep a failure.
    reply.header('cache-control', 'public, max-age=300');
    return keys;
  }
}
