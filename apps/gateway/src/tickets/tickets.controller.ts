import { Controller, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { jwks, ticketStatus, requestRpc } from '@countersign/contracts';
import type { Jwks, TicketStatus } from '@countersign/contracts';
import { RPC_CLIENT } from '@countersign/service';
import type { RpcClient } from '@countersign/rpc';
import { Endpoint } from '../http/endpoint.js';
import type { EndpointDefinition } from '../http/endpoint.js';
import { jwksExample, ticketStatusExample } from '../openapi/examples.js';
import { Call } from '../http/edge-call.js';
import type { EdgeCall } from '../http/edge-call.js';
import { pathId } from '../http/path-id.js';
import { KeySet } from './key-set.js';

const tag = 'Tickets';

/** For vaults and session brokers: the keys to verify tickets offline, and the status of a check-out. */
export const ticketEndpoints = {
  status: {
    name: 'getTicketStatus',
    method: 'GET',
    path: '/v1/tickets/:jti',
    tag,
    summary: 'Check whether the check-out of a ticket is still valid',
    description:
      'For the requester, auditors, policy admins, and brokers, which may use no other endpoint. Correct within a second.',
    access: 'person',
    brokers: true,
    answer: {
      status: 200,
      description: 'Whether the check-out is valid, and if not, why.',
      schema: ticketStatus,
      example: ticketStatusExample,
    },
    refusals: { 404: ['not-found'] },
  },
  keys: {
    name: 'getKeySet',
    method: 'GET',
    path: '/.well-known/jwks.json',
    tag,
    summary: 'Read the public keys that verify tickets (RFC 7517)',
    description: 'May be cached for five minutes: a new key is published ten minutes before it signs.',
    access: 'public',
    answer: { status: 200, description: 'The key set.', schema: jwks, example: jwksExample },
    refusals: { 503: ['unavailable'] },
  },
} as const satisfies Record<string, EndpointDefinition>;

/** `/v1/tickets` and `/.well-known/jwks.json`: answered by the request service. */
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
    // Set only after success, not by a decorator: a failure must not be cached.
    reply.header('cache-control', 'public, max-age=300');
    return keys;
  }
}
