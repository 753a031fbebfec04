import type { EndpointDefinition } from '../http/endpoint.js';
import { readiness } from './readiness.schema.js';

const probe = { method: 'GET', tag: 'Operation', access: 'public' } as const;

/** Probes and metrics, answered by the platform's HealthController as on every service; here for the document. */
export const healthEndpoints = {
  live: {
    ...probe,
    name: 'getHealth',
    path: '/healthz',
    summary: 'Whether the process is alive',
    answer: { status: 200, description: 'It is.' },
  },
  ready: {
    ...probe,
    name: 'getReadiness',
    path: '/readyz',
    summary: 'Whether each service has answered, and their states',
    answer: { status: 200, description: 'Each service has answered at least once.', schema: readiness },
  },
  metrics: {
    ...probe,
    name: 'getMetrics',
    path: '/metrics',
    summary: 'Metrics in the Prometheus text format',
    answer: { status: 200, description: 'The metrics.' },
  },
} as const satisfies Record<string, EndpointDefinition>;
