import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { runInTrace, traceOf } from '../logging/trace.js';
import type { Trace } from '../logging/trace.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Request id and trace of this HTTP request; on every log line written for it. */
    readonly trace: Trace;
  }
}

/** Made when somebody first asks: Nest refuses some requests before any hook of ours. */
const traces = new WeakMap<FastifyRequest, Trace>();

const PROBES = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * Gives every HTTP request its id and trace, which every log line and every call made for it carries, names the id in
 * the answer, and logs one line when it is over (probes apart). Reading a body leaves the async context, so it is
 * entered again after that. Hooks of Fastify's own: to run a middleware of Nest's takes longer than all they do.
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
    if (!PROBES.has(path)) reply.raw.once('close', () => logEnd(logger, { path, begun }, request, reply));
    runInTrace(request.trace, done);
  });
  fastify.addHook('preValidation', (request, _reply, done) => runInTrace(request.trace, done));
}

function begin(request: FastifyRequest): Trace {
  const { headers } = request;
  const trace = traceOf(one(headers['x-request-id']), one(headers.traceparent));
  traces.set(request, trace);
  return trace;
}

/** Of headers nothing is said. It comes too late for the async context of the request. */
function logEnd(
  logger: Logger,
  { path, begun }: { path: string; begun: number },
  { method, trace, raw: asked }: FastifyRequest,
  { raw }: FastifyReply,
): void {
  const responseTime = Math.round(performance.now() - begun);
  const { statusCode } = raw;
  const whole = raw.writableEnded && !asked.readableAborted;
  const how = !whole ? 'aborted' : statusCode >= 500 ? 'errored' : 'completed';
  logger.info({ ...trace, req: { method, path }, res: { statusCode }, responseTime }, `request ${how}`);
}

/** Queries hold what people search for, and now and then a token: they are not logged. */
function pathOf({ url }: FastifyRequest): string {
  return url.split('?', 1)[0] ?? '';
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
