import { Controller } from '@nestjs/common';
import { Endpoint } from '../http/endpoint.js';
import { buildOpenApi } from './build-openapi.js';
import { documentEndpoints } from './endpoints.js';
// eslint-disable-next-line @nx/enforce-module-boundaries -- data of the workspace, bundled with the gateway
import document from '../../../../docs/asyncapi.json';

/** `/openapi.json`. */
@Controller()
export class OpenApiController {
  private readonly document = buildOpenApi();

  @Endpoint(documentEndpoints.openapi)
  get() {
    return this.document;
  }
}

/** `/asyncapi.json`: the committed document, which a test compares with the contracts. */
@Controller()
export class AsyncApiController {
  @Endpoint(documentEndpoints.asyncapi)
  get() {
    return document;
  }
}
