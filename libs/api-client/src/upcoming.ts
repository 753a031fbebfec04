import type { components } from './openapi.generated.js';

/*
 * Endpoints of API.md that docs/openapi.json does not describe yet, typed by hand and loosely. Those the document has
 * come from there (see api.ts): once it has them all, this file goes.
 */
type Schemas = components['schemas'];
type Json = Record<string, unknown>;

interface Answered<Body, Media extends string = 'application/json'> {
  responses: {
    200: { headers: Record<string, unknown>; content: Record<Media, Body> };
    default: {
      headers: Record<string, unknown>;
      content: { 'application/problem+json': Schemas['Problem'] };
    };
  };
}
interface Get<Query, Body, Path = never> extends Answered<Body> {
  parameters: { query?: Query; header?: never; path: Path; cookie?: never };
  requestBody?: never;
}
interface Command<Input, Body> extends Answered<Body> {
  parameters: { query?: never; header?: Record<string, string>; path: { id: string }; cookie?: never };
  requestBody?: { content: { 'application/json': Input } };
}
interface NoOthers {
  parameters: { query?: never; header?: never; path?: never; cookie?: never };
}

/** `paths` as openapi-typescript would write them. */
export interface UpcomingPaths {
  '/v1/requests/{id}/check-out': NoOthers & {
    post: Command<Json, { request: Schemas['Request']; ticket: string }>;
  };
  '/v1/requests/{id}/check-in': NoOthers & { post: Command<Json, Schemas['Request']> };
  '/v1/requests/{id}/revoke': NoOthers & { post: Command<{ reason: string }, Schemas['Request']> };
  '/v1/reports/check-outs': NoOthers & {
    get: Omit<Get<Json, Json>, 'parameters'> & { parameters: { query?: Json } };
  };
  '/v1/events': NoOthers & {
    get: Omit<Get<Json, { items: Json[]; nextCursor: string }>, 'parameters'> & {
      parameters: { query?: Json };
    };
  };
}
