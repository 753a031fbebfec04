import { Controller, Inject, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { SERVICE } from '@countersign/platform';
import type { ServiceOptions } from '@countersign/platform';
import type { GatewayConfig } from '../config.js';
import { Endpoint } from '../http/endpoint.js';
import { resourceMetadataEndpoints } from './resource-metadata.endpoints.js';
import type { ProtectedResource } from './resource-metadata.schema.js';

/** `/.well-known/oauth-protected-resource`: how the command line finds the issuer. */
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
