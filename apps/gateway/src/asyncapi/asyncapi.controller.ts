import { Controller } from '@nestjs/common';
// eslint-disable-next-line @nx/enforce-module-boundaries -- data of the workspace, bundled with the gateway
import document from '../../../../docs/asyncapi.json';
import { Endpoint } from '../http/endpoint.js';
import { documentEndpoints } from '../openapi/document.endpoints.js';

/** `/asyncapi.json`: the committed document, which a test holds against the contracts. */
@Controller()
export class AsyncApiController {
  @Endpoint(documentEndpoints.asyncapi)
  get() {
    return document;
  }
}
