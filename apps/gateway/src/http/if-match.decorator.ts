import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ifMatchVersions } from './if-match.js';

/** Parameter decorator: the versions named by `If-Match`. */
export const IfMatch = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  ifMatchVersions(context.switchToHttp().getRequest<FastifyRequest>().headers['if-match']),
);
