import type { EndpointDefinition } from '../http/endpoint.js';
import { protectedResource } from './resource-metadata.schema.js';

/** What a program needs to know to sign a person in. */
export const resourceMetadataEndpoints = {
  get: {
    name: 'getProtectedResource',
    method: 'GET',
    path: '/.well-known/oauth-protected-resource',
    tag: 'Operation',
    summary: 'Who signs people in for this API (RFC 9728)',
    access: 'public',
    answer: {
      status: 200,
      description: 'The OpenID Connect issuer whose access tokens are taken here.',
      schema: protectedResource,
      example: {
        resource: 'https://countersign.example.com',
        authorization_servers: ['https://id.example.com'],
        bearer_methods_supported: ['header'],
      },
    },
  },
} as const satisfies Record<string, EndpointDefinition>;
