import type { FastifyInstance } from 'fastify';
import { runInTrace, traceOf } from '@countersign/platform';

/**
 * Gives every request its id and trace, which every log line and every call made for it carries, and names the id
 * in the answer. Reading a body leaves the async context, so it is entered again after that.
 */
export function addTraceHooks(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    request.trace = traceOf(one(request.headers['x-request-id']), one(request.headers['traceparent']));
    reply.header('x-request-id', request.trace.requestId);
    runInTrace(request.trace, done);
  });
  fastify.addHook('preValidation', (request, _reply, done) => runInTrace(request.trace, done));
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
