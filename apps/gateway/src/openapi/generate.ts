import { buildOpenApi } from './build-openapi.js';

/** The text of docs/openapi.json: pretty, in a stable order. */
export function openApiText(): string {
  return `${JSON.stringify(buildOpenApi(), null, 2)}\n`;
}
