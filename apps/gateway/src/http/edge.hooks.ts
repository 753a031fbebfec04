import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Admission } from './admission.js';
import type { EdgeCall } from './edge-call.js';
import type { EndpointRouteConfig } from './endpoint.js';
import { refusalOfStatus } from './edge-refusal.js';
import { idempotencyKeyOf, positionsOf } from './request-headers.js';

const LONGEST_URL = 8_192;
/** Probes are not counted: a platform that probes often must not see a healthy gateway as dead. */
const UNLIMITED = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * What happens to every request before its body is read: limits, admission, and the headers all endpoints share.
 * A path under /v1 is for signed-in people unless its endpoint says otherwise, so that forgetting to say so
 * closes a door rather than opens one.
 */
export function addEdgeHooks(fastify: FastifyInstance, admission: Admission): void {
  fastify.decorateRequest('edgeCall', null);
  fastify.addHook('onRequest', async (request, reply) => {
    if (request.url.length > LONGEST_URL) throw refusalOfStatus(414);
    const path = request.routeOptions.url ?? '';
    if (path.startsWith('/v1')) reply.header('cache-control', 'no-store');
    await admit(admission, request, path);
  });
}

async function admit(admission: Admission, request: FastifyRequest, path: string): Promise<void> {
  const knock = { address: request.ip, authorization: request.headers.authorization };
  if (UNLIMITED.has(path)) return;
  if (request.is404 || !needsPerson(request, path)) admission.admitAnyone(knock);
  else request.edgeCall = edgeCall(request, await admission.admitPerson(knock));
}

function needsPerson(request: FastifyRequest, path: string): boolean {
  const { endpoint } = request.routeOptions.config as EndpointRouteConfig;
  return endpoint ? endpoint.access === 'person' : path.startsWith('/v1');
}

function edgeCall(request: FastifyRequest, who: Pick<EdgeCall, 'caller' | 'token'>): EdgeCall {
  const header = (name: string) => one(request.headers[name]);
  const reads = request.method === 'GET' || request.method === 'HEAD';
  return {
    ...who,
    requestId: request.trace.requestId,
    traceparent: request.trace.traceparent,
    idempotencyKey: reads ? null : idempotencyKeyOf(header('idempotency-key')),
    origin: { address: request.ip, userAgent: userAgentOf(header('user-agent')) },
    atLeast: reads ? positionsOf(header('countersign-position')) : [],
  };
}

const LONGEST_USER_AGENT = 256;

/** What the client calls itself; nobody checks it. */
function userAgentOf(header: string | undefined): string | null {
  const text = header?.replace(/[^\x20-\x7e]/g, '').slice(0, LONGEST_USER_AGENT);
  return text || null;
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(',') : header;
}
