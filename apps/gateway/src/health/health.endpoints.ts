import { z } from 'zod';
import { pong } from '@countersign/contracts';
import { probePaths } from '@countersign/platform';
import type { EndpointDefinition } from '../http/endpoint.js';

/** Body of `/readyz` on every service. */
export const readiness = z.object({
  status: z.enum(['ready', 'not-ready']),
  dependencies: pong.shape.dependencies,
});

const probe = { method: 'GET', tag: 'Operation', access: 'public' } as const;

/** Probes and metrics; answered by the platform's HealthController, and listed here for the document. */
export const healthEndpoints = {
  live: {
    ...probe,
    name: 'getHealth',
    path: probePaths.live,
    summary: 'Check that the process is alive',
    answer: { status: 200, description: 'The process is alive.' },
  },
  ready: {
    ...probe,
    name: 'getReadiness',
    path: probePaths.ready,
    summary: 'Check whether each service has answered, and read their states',
    answer: { status: 200, description: 'Each service has answered at least once.', schema: readiness },
  },
  metrics: {
    ...probe,
    name: 'getMetrics',
    path: probePaths.metrics,
    summary: 'Read metrics in the Prometheus text format',
    answer: { status: 200, description: 'The metrics.' },
  },
} as const satisfies Record<string, EndpointDefinition>;
