import { z } from 'zod';
import { Controller, Headers, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { assertOpenTo } from '@countersign/kernel';
import { Endpoint } from '../http/endpoint.js';
import type { EndpointDefinition } from '../http/endpoint.js';
import { Call } from '../http/edge-call.js';
import type { EdgeCall } from '../http/edge-call.js';
import { Notices } from './notices.js';

/** Body of `/v1/notices`: `text/event-stream`, not JSON. */
export const noticeStreamText = z.string().meta({
  examples: [
    'event: request-changed\nid: cmVxdWVzdD0\ndata: {"id":"0199f3b4-91d7-7c3a-b0f5-6f2e8a4d1c55","position":"request=42"}\n\n',
  ],
});

/** `/v1/notices`: changes of requests, live. */
export const noticeEndpoints = {
  stream: {
    name: 'streamNotices',
    method: 'GET',
    path: '/v1/notices',
    tag: 'Requests',
    summary: 'Follow the changes of requests live, as server-sent events',
    description:
      'Only for requests that the caller may see. Events: `ready` at the start; `request-changed` with ' +
      '`{"id": …, "position": …}` (`RequestNotice`), at most one per request in 100 ms; `resync` when changes may have been ' +
      'missed, so that you must reload what you show; `token-expired` as the last event, when the access token of this call ' +
      'expires. A notice says that a request has changed, not how: read the request, or a list, with ' +
      '`Countersign-Position: <position>`. A comment every 15 s shows that the stream is alive. A client that reconnects with ' +
      '`Last-Event-ID` gets everything that it missed, or `resync` when that is too much. Read the stream with `fetch`, which ' +
      'can send the `Authorization` header; a token in the URL is not accepted. A person may have 10 streams at once.',
    access: 'person',
    headers: ['Last-Event-ID'],
    answer: {
      status: 200,
      description: 'An endless stream of events.',
      mediaType: 'text/event-stream',
      schema: noticeStreamText,
    },
    refusals: {
      403: ['not-allowed'],
      429: ['too-many-streams', 'rate-limited'],
      503: ['notices-unavailable', 'no-room-for-streams'],
    },
  },
} as const satisfies Record<string, EndpointDefinition>;

/** `/v1/notices`: answered by the gateway itself, which must therefore also refuse brokers and machines itself. */
@Controller()
export class NoticesController {
  constructor(private readonly notices: Notices) {}

  @Endpoint(noticeEndpoints.stream)
  async stream(
    @Call() { caller }: EdgeCall,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    assertOpenTo(caller, { access: 'person', writes: false });
    // A proxy that buffers answers would never forward an endless one.
    reply.header('x-accel-buffering', 'no').type('text/event-stream; charset=utf-8');
    // The connection ends with the stream: a connection that becomes idle during the shutdown would delay it.
    reply.header('connection', 'close');
    // The answer to a HEAD has no body, so a stream for it would never be closed.
    if (request.method === 'HEAD') reply.send();
    else reply.send(await this.notices.open(caller, lastEventId));
  }
}
