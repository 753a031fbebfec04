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
  asyncapi: {
    name: 'getAsyncApi',
    method: 'GET',
    path: '/asyncapi.json',
    tag: 'Operation',
    summary: 'The events, for consumers of the feed and of JetStream',
    access: 'public',
    answer: { status: 200, description: 'AsyncAPI 3.0.' },
  },
} as const satisfies Record<string, EndpointDefinition>;
