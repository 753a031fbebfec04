import { Controller, Headers, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { assertOpenTo } from '@countersign/platform';
import { Call } from '../http/edge-call.js';
import type { EdgeCall } from '../http/edge-call.js';
import { Endpoint } from '../http/endpoint.js';
import { noticeEndpoints } from './notices.endpoints.js';
import { Notices } from './notices.js';

/** `/v1/notices`: answered by the gateway itself, so that it must keep brokers out itself, too. */
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
    assertOpenTo(caller, 'person');
    // A proxy that gathers an answer before it passes it on would pass nothing on.
    reply.header('x-accel-buffering', 'no').type('text/event-stream; charset=utf-8');
    // The connection ends with the stream: one that becomes idle while the server ends would hold that up.
    reply.header('connection', 'close');
    // Nobody would read the stream of a HEAD, nor close it.
    if (request.method === 'HEAD') reply.send();
    else reply.send(await this.notices.open(caller, lastEventId));
  }
}
