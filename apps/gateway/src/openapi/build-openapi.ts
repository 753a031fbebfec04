import { componentSchemas } from './components.js';
import { endpoints } from './endpoints.js';
import { operationOf } from './operation.js';
import type { JsonSchema } from './tidy-schema.js';

const description = `Approval service for privileged access: nobody uses a privileged account before the people named by a policy have countersigned the request.

Every error is \`application/problem+json\` (RFC 9457) with a stable \`code\`. Writes answer with \`Countersign-Position\`; a read that sends it back sees at least that write. Unknown fields are refused.`;

const tags = [
  { name: 'Policies', description: 'What governs which resources and accounts, and who must approve.' },
  { name: 'Requests', description: 'Requesting access, and countersigning.' },
  { name: 'Tickets', description: 'For vaults and session brokers that receive an access ticket.' },
  { name: 'Audit', description: 'For auditors and policy admins.' },
  { name: 'Reports', description: 'Rows, exports and figures, for auditors.' },
  { name: 'Me', description: 'The caller.' },
  { name: 'Operation', description: 'Probes, metrics and this document.' },
];

/** The OpenAPI 3.1 document, generated from the endpoints and the contracts; needs no running service. */
export function buildOpenApi(): JsonSchema {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Countersign',
      version: '1',
      description,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags,
    paths: paths(),
    components: {
      schemas: componentSchemas(),
      securitySchemes: {
        accessToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'An access token (RFC 9068) of the configured OpenID Connect issuer.',
        },
      },
    },
  };
}

function paths(): JsonSchema {
  const paths: Record<string, JsonSchema> = {};
  for (const endpoint of endpoints) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(endpoint) };
  }
  return paths;
}

/** The text of docs/openapi.json: indented, in a stable order. */
export function openApiText(): string {
  return `${JSON.stringify(buildOpenApi(), null, 2)}\n`;
}
