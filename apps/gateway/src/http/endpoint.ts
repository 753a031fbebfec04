import { applyDecorators, HttpCode, RequestMapping, RequestMethod } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { z } from 'zod';

/** Request headers that only some endpoints read. */
export type EndpointHeader = 'If-Match' | 'Idempotency-Key' | 'Countersign-Position' | 'Last-Event-ID';

/** Response headers that only some endpoints set. */
export type AnswerHeader = 'Location' | 'ETag' | 'Countersign-Position';

/** The successful answer of an endpoint. */
export interface EndpointAnswer {
  status: 200 | 201 | 202 | 204;
  description: string;
  schema?: z.ZodType;
  /** By default JSON. */
  mediaType?: 'text/event-stream';
  headers?: readonly AnswerHeader[];
  example?: unknown;
  /** Further media types, for callers that request them with `Accept`. */
  otherTypes?: readonly string[];
}

/**
 * One endpoint of the HTTP contract, written once: `@Endpoint` routes by it, the hooks read it, and the OpenAPI
 * document is generated from it, so that the three cannot differ.
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
  /** Brokers may call it, too. */
  brokers?: true;
  query?: z.ZodObject;
  body?: z.ZodType;
  bodyExample?: unknown;
  headers?: readonly EndpointHeader[];
  answer: EndpointAnswer;
  /** Stable codes of the refusals of this endpoint, by status; without the codes that every endpoint has. */
  refusals?: Readonly<Record<number, readonly string[]>>;
}

/** Fastify's route config of an endpoint, for hooks. */
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
