import type { EndpointDefinition } from '../http/endpoint.js';
import { inputRef, outputRef } from './components.js';
import { answerHeader, parametersOf } from './parameters.js';
import { problemDetails } from './problem.schema.js';
import type { JsonSchema } from './tidy-schema.js';

const STATUS_TEXT: Record<number, string> = {
  400: 'The request is malformed.',
  401: 'The access token is missing, not valid, or too weak (step-up, RFC 9470).',
  403: 'The caller may see it, but not do this.',
  404: 'Unknown, or not visible to the caller.',
  406: 'None of the media types in `Accept` can be had.',
  409: 'Its state forbids this.',
  412: 'The version in `If-Match` is no longer the current one.',
  413: 'The body is over 64 KiB.',
  415: 'The body is not `application/json`.',
  422: 'A field is not valid; `errors` names each.',
  428: '`If-Match` is missing.',
  429: 'Too many requests of this person, or from this address.',
  500: 'Something went wrong at the server; `requestId` tells operators what.',
  503: 'A part this depends on does not answer. The code tells whether nothing was done, or that is not known.',
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

/** Files: what is in them is told in words. */
function files(types: readonly string[]): Record<string, JsonSchema> {
  return Object.fromEntries(types.map((type) => [type, { schema: { type: 'string' } }]));
}

function problems(endpoint: EndpointDefinition): Record<string, JsonSchema> {
  const codes = { ...common(endpoint), ...endpoint.refusals };
  return Object.fromEntries(
    Object.entries(codes).map(([status, list]) => [status, problem(Number(status), list)]),
  );
}

/** Refusals any endpoint of its kind may answer with. */
function common({
  access,
  body,
  headers = [],
  answer,
}: EndpointDefinition): Record<number, readonly string[]> {
  if (access === 'public') return { 429: ['rate-limited'] };
  return {
    400: [body ? 'malformed-request' : 'malformed-header'],
    401: ['missing-token', 'invalid-token', 'insufficient-user-authentication'],
    ...(body ? { 413: ['body-too-large'], 415: ['unsupported-media-type'] } : {}),
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
