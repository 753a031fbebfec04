import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ifMatchVersion } from './if-match.js';

/** Parameter decorator: the version named by `If-Match`. */
export const IfMatch = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  ifMatchVersion(context.switchToHttp().getRequest<FastifyRequest>().headers['if-match']),
);
