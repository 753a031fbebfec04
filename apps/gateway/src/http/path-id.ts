import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { id, NotFound } from '@countersign/contracts';

/**
 * The `:id` of a path. A malformed id is answered like an unknown id.
 * @param what - the kind of thing that the id names, for the sentence
 * @throws NotFound when it is not a UUIDv7
 */
export function pathId(value: unknown, what: string): string {
  const parsed = id.safeParse(typeof value === 'string' ? value.toLowerCase() : value);
  if (!parsed.success) throw new NotFound(what);
  return parsed.data;
}

/** Parameter decorator: the `:id` of the path, `@PathId('policy')`. */
export const PathId = createParamDecorator((what: string, context: ExecutionContext) => {
  const request = context.switchToHttp().getRequest<FastifyRequest<{ Params: { id?: string } }>>();
  return pathId(request.params.id, what);
});
