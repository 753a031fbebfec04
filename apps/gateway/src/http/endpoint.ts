import { applyDecorators, HttpCode, RequestMapping, RequestMethod } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { z } from 'zod';

/** Request headers an endpoint reads beside the ones every endpoint does. */
export type EndpointHeader = 'If-Match' | 'Idempotency-Key' | 'Countersign-Position' | 'Last-Event-ID';

/** Response headers an endpoint sets beside the ones every endpoint does. */
export type AnswerHeader = 'Location' | 'ETag' | 'Countersign-Position';

/** What an endpoint answers when all is well. */
export interface EndpointAnswer {
  status: 200 | 201 | 202 | 204;
  description: string;
  schema?: z.ZodType;
  /** JSON unless told. */
  mediaType?: 'text/event-stream';
  headers?: readonly AnswerHeader[];
  example?: unknown;
  /** Media types beside JSON, for who asks for them with `Accept`. */
  otherTypes?: readonly string[];
}

/**
 * One endpoint of the HTTP contract, written once: `@Endpoint` routes by it, the guards read it, and the OpenAPI
 * document is made of it, so that the three cannot differ.
 */
export interface EndpointDefinition {
  /** operationId in OpenAPI. */
  name: string;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Absolute, with `:id` for parameters. */
  path: string;
  tag: string;
  summary: string;
  description?: string;
  /** `person`: needs a valid access token. */
  access: 'person' | 'public';
  query?: z.ZodObject;
  body?: z.ZodType;
  bodyExample?: unknown;
  headers?: readonly EndpointHeader[];
  answer: EndpointAnswer;
  /** Stable codes of the refusals a caller may meet here, by status; those of every endpoint are left out. */
  refusals?: Readonly<Record<number, readonly string[]>>;
}

/** Fastify's route config of an endpoint, as hooks see it. */
export interface EndpointRouteConfig {
  endpoint?: EndpointDefinition;
}

const methods = {
  GET: RequestMethod.GET,
  POST: RequestMethod.POST,
  PUT: RequestMethod.PUT,
  DELETE: RequestMethod.DELETE,
} as const;

/** Routes a controller's method by its definition. */
export function Endpoint(endpoint: EndpointDefinition): MethodDecorator {
  return applyDecorators(
    RequestMapping({ path: endpoint.path, method: methods[endpoint.method] }),
    HttpCode(endpoint.answer.status),
    RouteConfig({ endpoint } satisfies EndpointRouteConfig),
  );
}
