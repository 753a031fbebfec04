import { z } from 'zod';
import type { AnswerHeader, EndpointDefinition, EndpointHeader } from '../http/endpoint.js';
import { tidySchema } from './tidy-schema.js';
import type { JsonSchema } from './tidy-schema.js';

const text = { type: 'string' };

const requestHeaders: Record<EndpointHeader, { required: boolean; description: string; schema: JsonSchema }> =
  {
    'If-Match': {
      required: true,
      description:
        'ETag of the version that is to be replaced, or a list of them. Weak ones never match; `*` is not accepted.',
      schema: { ...text, examples: ['"3"'] },
    },
    'Idempotency-Key': {
      required: false,
      description:
        'A repeat with the same key and body is answered like the first and does nothing; with another body, 422.',
      schema: { ...text, pattern: '^[!-~]{1,255}$' },
    },
    'Countersign-Position': {
      required: false,
      description: 'Positions this read must have seen, as a write answered them.',
      schema: { ...text, examples: ['request=42'] },
    },
    'Last-Event-ID': {
      required: false,
      description: 'The `id` of the last event seen, to go on after it.',
      schema: text,
    },
  };

const answerHeaders: Record<AnswerHeader | 'X-Request-Id' | 'Retry-After' | 'WWW-Authenticate', string> = {
  Location: 'Where the new resource is.',
  ETag: 'The version, in quotes; for `If-Match`.',
  'Countersign-Position':
    'Where the write shows, `<log>=<n>`, separated by commas when in two logs; absent when nothing was appended.',
  'X-Request-Id': 'Id of this request, the caller’s own if it sent a sane one.',
  'Retry-After': 'Seconds after which to try again.',
  'WWW-Authenticate': 'What to sign in with.',
};

/** A header of an answer. */
export function answerHeader(name: keyof typeof answerHeaders): JsonSchema {
  return { description: answerHeaders[name], schema: text };
}

/** Parameters of an endpoint: of its path, its query and its headers. */
export function parametersOf({ path, query, headers = [] }: EndpointDefinition): JsonSchema[] {
  return [
    ...pathParameters(path),
    ...(query ? queryParameters(query) : []),
    ...headers.map((name) => ({ name, in: 'header', ...requestHeaders[name] })),
  ];
}

const uuid: JsonSchema = { ...text, format: 'uuid' };

/** What stands in a path is an id, but for these. */
const pathSchemas: Record<string, JsonSchema> = { name: { ...text, examples: ['request-list'] } };

function pathParameters(path: string): JsonSchema[] {
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name);
  return names.map((name) => ({ name, in: 'path', required: true, schema: pathSchemas[name ?? ''] ?? uuid }));
}

function queryParameters(query: z.ZodObject): JsonSchema[] {
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: 'input' });
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema: tidySchema(schema as JsonSchema),
  }));
}
