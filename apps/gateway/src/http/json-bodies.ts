import type { FastifyInstance } from 'fastify';

/**
 * JSON, and nothing else, is read. Clients that always name a content type send `application/json` with a DELETE or
 * a POST that has no body; that is no body, not a malformed one.
 */
export function readJsonBodies(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, body, done);
  });
}
