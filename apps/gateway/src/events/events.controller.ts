import { Controller, Inject, Query, Req, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Server } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { auditFeed, auditFeedQuery, reportingRpc } from '@countersign/contracts';
import type { CloudEvent, AuditFeedAnswer } from '@countersign/contracts';
import { RPC_CLIENT } from '@countersign/service';
import type { RpcClient } from '@countersign/rpc';
import { parseInput } from '@countersign/platform';
import { Endpoint } from '../http/endpoint.js';
import type { EndpointDefinition } from '../http/endpoint.js';
import { Call } from '../http/edge-call.js';
import type { EdgeCall } from '../http/edge-call.js';
import { pollFeed } from './feed-poll.js';

const requestId = '0199f3b4-91d7-7c3a-b0f5-6f2e8a4d1c55';

const revoked: CloudEvent = {
  specversion: '1.0',
  id: '0199f3c9-0b51-7e02-8f3d-51c2a7e9b604',
  source: 'countersign/countersign/request',
  type: 'access.revoked',
  subject: `request-${requestId}`,
  time: '2026-01-31T09:41:07.318442Z',
  datacontenttype: 'application/json',
  dataschema: 'urn:countersign:event:access.revoked:1',
  sequence: '4711',
  hash: '72cb3f3f5df71607b9c2b23a3534160de4efb779f17fbab7cb2f028cd8e5f043',
  previoushash: '2f9a6c1d4e8b7a5f3c2d1e0f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b',
  private:
    '{"address":"192.0.2.7","email":"erin@example.com","name":"Erin Everett","reason":"The incident is over.",' +
    '"salt":"P0pYkN_l6XIK2-FoaPWy3A","userAgent":"Mozilla/5.0 (X11; Linux x86_64)"}',
  data: {
    actor: { kind: 'person', issuer: 'https://id.example.com', id: 'erin' },
    causationId: null,
    correlationId: requestId,
    data: {
      account: 'db-admin',
      at: '2026-01-31T09:41:07.316Z',
      policy: { id: '0199f3a2-6c1e-7b60-8d42-0d1f5a3b7c90', version: 1 },
      requestId,
      requester: { id: 'alice', issuer: 'https://id.example.com' },
      resource: 'prod-db-eu',
      ticketId: null,
    },
    id: '0199f3c9-0b51-7e02-8f3d-51c2a7e9b604',
    privateHash: 'cdb5d172fed58c86498fa75682ed7c88b358b904fc4fb33f63ca2214bcb82aaf',
    schemaVersion: 1,
    streams: [{ id: `request-${requestId}`, version: 6 }],
    traceparent: null,
    type: 'access.revoked',
  },
};

export const eventsExample = {
  items: [revoked],
  nextCursor:
    'cG9saWN5PTEyOjNmMGEyYjFjNGQ1ZTZmNzAmcmVxdWVzdD00NzExOmJkN2QyYmIwZjNhNGRlMmQmYXBwcm92YWw9MzM6OWE4YjdjNmQ1ZTRmM2EyYg',
};

/** `/v1/events`: for auditors, and the SIEMs that read on their behalf. */
export const eventEndpoints = {
  list: {
    name: 'listEvents',
    method: 'GET',
    path: '/v1/events',
    tag: 'Audit',
    summary: 'Read the audit feed: every event of all logs, as CloudEvents',
    description:
      'For auditors. Continue with `after` set to `nextCursor`, which is always present, because a feed has no end. ' +
      '`items` may be empty before the end when filters skip many events. Without `after` the feed starts with ' +
      'the first event, with `after=head` at its current end. Within a log events come in order, each once; the logs are ' +
      'merged by time as far as it is known. `type` may be repeated, and may end in `.*`; `from` is inclusive, `to` is not. ' +
      '`wait` is how many seconds the call may wait for new events; it may return earlier. ' +
      'Events keep the form and schema version in which they were written: see `/asyncapi.json`. `data` is the ' +
      'hashed text; `private` is the private text beside it, with personal data and free text of the actor, and is absent ' +
      'where the event has none or it was erased.',
    access: 'person',
    query: auditFeedQuery,
    answer: {
      status: 200,
      description: 'Events, and the cursor to continue with.',
      schema: auditFeed,
      example: eventsExample,
    },
    refusals: {
      403: ['not-allowed'],
      409: ['cursor-diverged'],
      422: ['invalid-input'],
      503: ['feed-unavailable', 'cursor-ahead'],
    },
  },
} as const satisfies Record<string, EndpointDefinition>;

/** `/v1/events`: the audit feed, by the reporting service. */
@Controller()
export class EventsController {
  constructor(
    @Inject(RPC_CLIENT) private readonly rpc: RpcClient,
    private readonly http: HttpAdapterHost,
  ) {}

  /** The body is assembled from texts, so that the client receives the events byte for byte as they were hashed. */
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

  /** Whether the server is ending: a waiting call would delay the end. */
  private get ending(): boolean {
    return !(this.http.httpAdapter.getHttpServer() as Server).listening;
  }
}

function textOf({ items, nextCursor }: AuditFeedAnswer): string {
  return `{"items":[${items.join(',')}],"nextCursor":${JSON.stringify(nextCursor)}}`;
}
