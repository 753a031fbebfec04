import { Controller } from '@nestjs/common';
import { Endpoint } from '../http/endpoint.js';
import { buildOpenApi } from './build-openapi.js';
import { documentEndpoints } from './document.endpoints.js';

/** `/openapi.json`. */
@Controller()
export class OpenApiController {
  private readonly document = buildOpenApi();

  @Endpoint(documentEndpoints.openapi)
  get() {
    return this.document;
  }
}
