import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isProbePath, refusalOfStatus } from '@countersign/platform';
import type { Admission } from './admission.js';
import type { EdgeCall } from './edge-call.js';
import type { EndpointRouteConfig } from './endpoint.js';
import { assertReadable } from './readable-headers.js';
import { idempotencyKeyOf, positionsOf } from './request-headers.js';

const MAX_URL_LENGTH = 8_192;

/**
 * Handles every request before its body is read: limits, admission, and the headers that all endpoints share.
 * A path under /v1 is for signed-in people unless its endpoint says otherwise, so that an omission closes the
 * endpoint instead of opening it.
 */
export function addEdgeHooks(fastify: FastifyInstance, admission: Admission): void {
  fastify.decorateRequest('edgeCall', null);
  fastify.addHook('onRequest', async (request, reply) => {
    assertReadable(request.raw);
    if (request.url.length > MAX_URL_LENGTH) throw refusalOfStatus(414);
    const path = request.routeOptions.url ?? '';
    if (path.startsWith('/v1')) reply.header('cache-control', 'no-store');
    await admit(admission, request, path);
  });
}

async function admit(admission: Admission, request: FastifyRequest, path: string): Promise<void> {
  const origin = { address: request.ip, authorization: request.headers.authorization };
  // Probes are not counted: a platform that probes often must not see a healthy gateway as dead.
  if (isProbePath(path)) return;
  if (request.is404 || !needsPerson(request, path)) admission.admitAnyone(origin);
  else request.edgeCall = edgeCall(request, await admission.admitPerson(origin));
}

function needsPerson(request: FastifyRequest, path: string): boolean {
  const { endpoint } = request.routeOptions.config as EndpointRouteConfig;
  return endpoint ? endpoint.access === 'person' : path.startsWith('/v1');
}

function edgeCall(request: FastifyRequest, verified: Pick<EdgeCall, 'caller' | 'token'>): EdgeCall {
  const header = (name: string) => joined(request.headers[name]);
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  return {
    ...verified,
    requestId: request.trace.requestId,
    traceparent: request.trace.traceparent,
    idempotencyKey: isRead ? null : idempotencyKeyOf(header('idempotency-key')),
    origin: { address: request.ip, userAgent: userAgentOf(header('user-agent')) },
    atLeast: isRead ? positionsOf(header('countersign-position')) : [],
  };
}

const MAX_USER_AGENT_LENGTH = 256;

/** The client's unverified name for itself. */
function userAgentOf(header: string | undefined): string | null {
  const text = header?.replace(/[^\x20-\x7e]/g, '').slice(0, MAX_USER_AGENT_LENGTH);
  return text || null;
}

function joined(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(',') : header;
}
