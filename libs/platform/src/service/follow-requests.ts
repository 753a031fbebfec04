import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { isProbePath } from '../health/health.controller.js';
import { runInTrace, traceOf } from '../logging/trace.js';
import type { Trace } from '../logging/trace.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Request id and trace of this HTTP request; on every log line written for it. */
    readonly trace: Trace;
  }
}

/** Created on first access: Nest refuses some requests before any of our hooks. */
const traces = new WeakMap<FastifyRequest, Trace>();

/**
 * Gives every HTTP request an id and a trace, which all its log lines and calls carry, returns the id in the answer,
 * and logs one line at its end (except for probes). Reading a body leaves the async context, so the context is
 * entered again afterwards. These are Fastify hooks, because running a Nest middleware takes longer than their work.
 */
export function followRequests(fastify: FastifyInstance, logger: Logger): void {
  fastify.decorateRequest('trace', {
    getter() {
      return traces.get(this) ?? begin(this);
    },
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.trace.requestId);
    const path = pathOf(request);
    const begun = performance.now();
    if (!isProbePath(path)) reply.raw.once('close', () => logEnd(logger, { path, begun }, request, reply));
    runInTrace(request.trace, done);
  });
  fastify.addHook('preValidation', (request, _reply, done) => runInTrace(request.trace, done));
}

function begin(request: FastifyRequest): Trace {
  const { headers } = request;
  const trace = traceOf(first(headers['x-request-id']), first(headers.traceparent));
  traces.set(request, trace);
  return trace;
}

/** Logs no headers. It runs outside the async context of the request. */
function logEnd(
  logger: Logger,
  { path, begun }: { path: string; begun: number },
  { method, trace, raw: incoming }: FastifyRequest,
  { raw }: FastifyReply,
): void {
  const responseTime = Math.round(performance.now() - begun);
  const { statusCode } = raw;
  const isComplete = raw.writableEnded && !incoming.readableAborted;
  const outcome = !isComplete ? 'aborted' : statusCode >= 500 ? 'errored' : 'completed';
  logger.info({ ...trace, req: { method, path }, res: { statusCode }, responseTime }, `request ${outcome}`);
}

/** Queries contain search texts and sometimes a token, so they are not logged. */
function pathOf({ url }: FastifyRequest): string {
  return url.split('?', 1)[0] ?? '';
}

function first(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
