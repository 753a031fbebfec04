import type { EndpointDefinition } from '../http/endpoint.js';

/** The document itself. */
export const documentEndpoints = {
  openapi: {
    name: 'getOpenApi',
    method: 'GET',
    path: '/openapi.json',
    tag: 'Operation',
    summary: 'This document',
    access: 'public',
    answer: { status: 200, description: 'OpenAPI 3.1.' },
  },
} as const satisfies Record<string, EndpointDefinition>;
