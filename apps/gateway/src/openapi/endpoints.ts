import type { EndpointDefinition } from '../http/endpoint.js';
import { attemptEndpoints } from '../attempts/attempts.endpoints.js';
import { auditEndpoints } from '../audit/audit.endpoints.js';
import { eventEndpoints } from '../events/events.endpoints.js';
import { healthEndpoints } from '../health/health.endpoints.js';
import { meEndpoints } from '../me/me.endpoints.js';
import { noticeEndpoints } from '../notices/notices.endpoints.js';
import { policyEndpoints } from '../policies/policies.endpoints.js';
import { projectionEndpoints } from '../projections/projections.endpoints.js';
import { resourceMetadataEndpoints } from '../oidc/resource-metadata.endpoints.js';
import { reportEndpoints } from '../reports/reports.endpoints.js';
import { requestEndpoints } from '../requests/requests.endpoints.js';
import { ticketEndpoints } from '../tickets/tickets.endpoints.js';
import { documentEndpoints } from './document.endpoints.js';

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
