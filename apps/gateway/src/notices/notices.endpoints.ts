import type { EndpointDefinition } from '../http/endpoint.js';
import { noticeStreamText } from './notice-stream.schema.js';

/** `/v1/notices`: what has changed, as it changes. */
export const noticeEndpoints = {
  stream: {
    name: 'streamNotices',
    method: 'GET',
    path: '/v1/notices',
    tag: 'Requests',
    summary: 'Which requests change, as they change: server-sent events',
    description:
      'Of the requests the caller may see, and of no other. Events: `ready` at the beginning; `request-changed` with ' +
      '`{"id": …, "position": …}` (`RequestNotice`), at most one for a request in 100 ms; `resync`: changes may have been missed, so read ' +
      'again what you show; `token-expired` as the last one, when the access token of this call ends. A notice says that a ' +
      'request has changed, not how: read it, or a list with `Countersign-Position: <position>`. Every 15 s a comment shows that ' +
      'the stream is alive. Come back with `Last-Event-ID` and nothing is missed, unless it was so much that `resync` says so. ' +
      'Read it with `fetch`, so that the `Authorization` header can be sent; the token is not taken from the URL. A person may ' +
      'have 10 streams at once.',
    access: 'person',
    headers: ['Last-Event-ID'],
    answer: {
      status: 200,
      description: 'The events, without end.',
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
