import { z } from 'zod';
import { Controller, Inject, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { SERVICE } from '@countersign/platform';
import type { ServiceOptions } from '@countersign/platform';
import { Endpoint } from '../http/endpoint.js';
import type { EndpointDefinition } from '../http/endpoint.js';
import type { GatewayConfig } from '../config.js';

/** OAuth 2.0 Protected Resource Metadata (RFC 9728, section 2): where a client signs in for this API. */
export const protectedResource = z.object({
  /** Origin of this API, as clients reach it. */
  resource: z.string(),
  authorization_servers: z.array(z.string()),
  bearer_methods_supported: z.array(z.string()),
});
export type ProtectedResource = z.infer<typeof protectedResource>;

export const resourceMetadataEndpoints = {
  get: {
    name: 'getProtectedResource',
    method: 'GET',
    path: '/.well-known/oauth-protected-resource',
    tag: 'Operation',
    summary: 'Show the issuer that signs people in for this API (RFC 9728)',
    access: 'public',
    answer: {
      status: 200,
      description: 'The OpenID Connect issuer whose access tokens the API accepts.',
      schema: protectedResource,
      example: {
        resource: 'https://countersign.example.com',
        authorization_servers: ['https://id.example.com'],
        bearer_methods_supported: ['header'],
      },
    },
  },
} as const satisfies Record<string, EndpointDefinition>;

/** `/.well-known/oauth-protected-resource`, by which the command line finds the issuer. */
@Controller()
export class ResourceMetadataController {
  constructor(@Inject(SERVICE) private readonly service: ServiceOptions & { config: GatewayConfig }) {}

  @Endpoint(resourceMetadataEndpoints.get)
  get(@Req() request: FastifyRequest): ProtectedResource {
    const { PUBLIC_URL, OIDC_ISSUER } = this.service.config;
    return {
      resource: PUBLIC_URL ?? `${request.protocol}://${request.host}`,
      authorization_servers: [OIDC_ISSUER],
      bearer_methods_supported: ['header'],
    };
  }
}
