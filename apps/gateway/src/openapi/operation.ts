import { z } from 'zod';
import type { EndpointDefinition, AnswerHeader, EndpointHeader } from '../http/endpoint.js';
import { inputRef, outputRef, problemDetails } from './components.js';
import { tidySchema } from './tidy-schema.js';
import type { JsonSchema } from './tidy-schema.js';

const STATUS_TEXT: Record<number, string> = {
  400: 'The request is malformed.',
  401: 'The access token is missing, not valid, or too weak (step-up, RFC 9470).',
  403: 'The caller may see the resource, but not do this.',
  404: 'Unknown, or not visible to the caller.',
  406: 'None of the media types in `Accept` is available.',
  409: 'The state of the resource forbids this.',
  412: 'The version in `If-Match` is no longer the current one.',
  413: 'The body is over 64 KiB.',
  415: 'The body is not `application/json`.',
  422: 'A field is not valid; `errors` names each.',
  428: '`If-Match` is missing.',
  429: 'Too many requests of this person, or from this address.',
  500: 'A defect of the server; operators can find the cause by the `requestId`.',
  503: 'A required service does not answer. The code says whether nothing was done, or the outcome is unknown.',
};

/** The OpenAPI operation of an endpoint. */
export function operationOf(endpoint: EndpointDefinition): JsonSchema {
  const { name, tag, summary, description, access, body } = endpoint;
  const parameters = parametersOf(endpoint);
  return {
    operationId: name,
    tags: [tag],
    summary,
    ...(description ? { description } : {}),
    security: access === 'person' ? [{ accessToken: [] }] : [],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: requestBody(endpoint, inputRef(body), body.safeParse({}).success) } : {}),
    responses: { [endpoint.answer.status]: answer(endpoint), ...problems(endpoint) },
  };
}

function requestBody({ bodyExample }: EndpointDefinition, schema: JsonSchema, optional: boolean): JsonSchema {
  const example = bodyExample === undefined ? {} : { example: bodyExample };
  return { required: !optional, content: { 'application/json': { schema, ...example } } };
}

function answer({ answer, access }: EndpointDefinition): JsonSchema {
  const { description, schema, headers = [], example, otherTypes = [] } = answer;
  const { mediaType = 'application/json' } = answer;
  const named = Object.fromEntries(
    ['X-Request-Id' as const, ...headers].map((name) => [name, answerHeader(name)]),
  );
  const content = { schema: schema && outputRef(schema), ...(example === undefined ? {} : { example }) };
  return {
    description,
    ...(access === 'person' ? { headers: named } : {}),
    ...(schema ? { content: { [mediaType]: content, ...files(otherTypes) } } : {}),
  };
}

/** Files, whose content the description explains. */
function files(types: readonly string[]): Record<string, JsonSchema> {
  return Object.fromEntries(types.map((type) => [type, { schema: { type: 'string' } }]));
}

function problems(endpoint: EndpointDefinition): Record<string, JsonSchema> {
  const codes = { ...common(endpoint), ...endpoint.refusals, ...forbidden(endpoint) };
  return Object.fromEntries(
    Object.entries(codes).map(([status, list]) => [status, problem(Number(status), list)]),
  );
}

/** Every endpoint for people refuses machines that may not call it (rules.md#machines). */
function forbidden({
  access,
  brokers,
  refusals = {},
}: EndpointDefinition): Record<number, readonly string[]> {
  if (access === 'public' || brokers) return {};
  return { 403: [...(refusals[403] ?? []), 'machine-not-allowed'] };
}

/** Refusals of every endpoint of this kind. */
function common({
  access,
  body,
  headers = [],
  answer,
}: EndpointDefinition): Record<number, readonly string[]> {
  if (access === 'public') return { 429: ['rate-limited'] };
  return {
    400: [...(body ? ['malformed-json'] : []), 'malformed-request', 'malformed-header'],
    401: ['missing-token', 'invalid-token', 'insufficient-user-authentication'],
    ...(body
      ? { 413: ['body-too-large'], 415: ['unsupported-media-type', 'unsupported-content-encoding'] }
      : {}),
    ...(headers.includes('If-Match') ? { 428: ['if-match-missing'] } : {}),
    429: ['rate-limited'],
    500: ['internal'],
    503: answer.headers?.includes('Countersign-Position')
      ? ['unavailable', 'outcome-unknown']
      : ['unavailable'],
  };
}

function problem(status: number, codes: readonly string[]): JsonSchema {
  const retry = status === 429 || status === 503 ? { 'Retry-After': answerHeader('Retry-After') } : {};
  const challenge = status === 401 ? { 'WWW-Authenticate': answerHeader('WWW-Authenticate') } : {};
  const headers = { ...retry, ...challenge };
  return {
    description: `${STATUS_TEXT[status] ?? 'Refused.'} Codes: ${codes.map((code) => `\`${code}\``).join(', ')}.`,
    ...(Object.keys(headers).length > 0 ? { headers } : {}),
    content: { 'application/problem+json': { schema: outputRef(problemDetails) } },
  };
}

const text = { type: 'string' };

const requestHeaders: Record<EndpointHeader, { required: boolean; description: string; schema: JsonSchema }> =
  {
    'If-Match': {
      required: true,
      description:
        'ETag of the version to replace, or a list of ETags. Weak ETags never match; `*` is not accepted.',
      schema: { ...text, examples: ['"3"'] },
    },
    'Idempotency-Key': {
      required: false,
      description:
        'A repetition with the same key and body gets the first answer and does nothing; with another body it is refused (422).',
      schema: { ...text, pattern: '^[!-~]{1,255}$' },
    },
    'Countersign-Position': {
      required: false,
      description: 'Positions that this read must have seen, as returned by a write.',
      schema: { ...text, examples: ['request=42'] },
    },
    'Last-Event-ID': {
      required: false,
      description: 'The `id` of the last received event, to continue after it.',
      schema: text,
    },
  };

const answerHeaders: Record<AnswerHeader | 'X-Request-Id' | 'Retry-After' | 'WWW-Authenticate', string> = {
  Location: 'Path of the new resource.',
  ETag: 'The version in quotes, for `If-Match`.',
  'Countersign-Position':
    'Position of the write, `<log>=<n>`, separated by commas for two logs; absent when nothing was appended.',
  'X-Request-Id': 'Id of this request: the caller’s own if it is well-formed.',
  'Retry-After': 'Seconds until the next attempt.',
  'WWW-Authenticate': 'The required kind of sign-in.',
};

function answerHeader(name: keyof typeof answerHeaders): JsonSchema {
  return { description: answerHeaders[name], schema: text };
}

/** The parameters of an endpoint, from its path, query and headers. */
function parametersOf({ path, query, headers = [] }: EndpointDefinition): JsonSchema[] {
  return [
    ...pathParameters(path),
    ...(query ? queryParameters(query) : []),
    ...headers.map((name) => ({ name, in: 'header', ...requestHeaders[name] })),
  ];
}

const uuid: JsonSchema = { ...text, format: 'uuid' };

/** Path parameters other than ids. */
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
