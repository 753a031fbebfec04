import { auditFeed, auditFeedQuery } from '@countersign/contracts';
import type { EndpointDefinition } from '../http/endpoint.js';
import { eventsExample } from './events.example.js';

/** `/v1/events`: for auditors and the SIEMs that read in their name. */
export const eventEndpoints = {
  list: {
    name: 'listEvents',
    method: 'GET',
    path: '/v1/events',
    tag: 'Audit',
    summary: 'The audit feed: every event of all logs, as CloudEvents',
    description:
      'For auditors. Go on with `after` set to `nextCursor`, which is there always, as a feed has no end: also when ' +
      '`items` is empty, which it may be although more is to come, when filters skip much. Without `after` it begins with ' +
      'the first event, with `after=head` at the end as it is now. Within a log events come in order, each once; the logs are ' +
      'merged by time as far as that is known. `type` may be repeated, and end in `.*`; `from` is inclusive, `to` is not. ' +
      '`wait` lets the call wait for so many seconds when there is nothing; it may come back earlier. ' +
      'Events are as they were written, in the schema version they were written in: see `/asyncapi.json`. `data` is the ' +
      'text that was hashed; `private` is the text beside it, with personal data and free text of the actor, and is absent ' +
      'where the event has none or where it was erased.',
    access: 'person',
    query: auditFeedQuery,
    answer: {
      status: 200,
      description: 'Events, and where to go on.',
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
