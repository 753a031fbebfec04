import type { EndpointDefinition } from '../http/endpoint.js';
import { attemptEndpoints } from '../attempts/attempts.controller.js';
import { auditEndpoints } from '../audit/audit.controller.js';
import { eventEndpoints } from '../events/events.controller.js';
import { healthEndpoints } from '../health/health.endpoints.js';
import { meEndpoints } from '../me/me.controller.js';
import { noticeEndpoints } from '../notices/notices.controller.js';
import { policyEndpoints } from '../policies/policies.endpoints.js';
import { projectionEndpoints } from '../projections/projections.controller.js';
import { resourceMetadataEndpoints } from '../oidc/resource-metadata.controller.js';
import { reportEndpoints } from '../reports/reports.controller.js';
import { requestEndpoints } from '../requests/requests.endpoints.js';
import { ticketEndpoints } from '../tickets/tickets.controller.js';

export const documentEndpoints = {
  openapi: {
    name: 'getOpenApi',
    method: 'GET',
    path: '/openapi.json',
    tag: 'Operation',
    summary: 'Read this document',
    access: 'public',
    answer: { status: 200, description: 'OpenAPI 3.1.' },
  },
  asyncapi: {
    name: 'getAsyncApi',
    method: 'GET',
    path: '/asyncapi.json',
    tag: 'Operation',
    summary: 'Read the description of the events, for consumers of the feed and of JetStream',
    access: 'public',
    answer: { status: 200, description: 'AsyncAPI 3.0.' },
  },
} as const satisfies Record<string, EndpointDefinition>;

/** Every endpoint of the gateway, in the order of the document. */
export const endpoints: readonly EndpointDefinition[] = [
  policyEndpoints,
  requestEndpoints,
  noticeEndpoints,
  ticketEndpoints,
  attemptEndpoints,
  auditEndpoints,
  eventEndpoints,
  reportEndpoints,
  meEndpoints,
  projectionEndpoints,
  healthEndpoints,
  resourceMetadataEndpoints,
  documentEndpoints,
].flatMap((group) => Object.values<EndpointDefinition>(group));
