import type { IncomingHttpHeaders } from 'node:http';
import httpProxy from '@fastify/http-proxy';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Unavailable } from '@countersign/contracts';
import type { Refusal } from '@countersign/contracts';
import { refusalOfStatus } from '../http/edge-refusal.js';
import { answerProblems, sendProblem } from '../http/problem.filter.js';

/** Where the provider is, and under which origin browsers know it. */
export interface OidcProxyOptions {
  /** Origin of the provider; the path, `/oidc/…`, stays as it is. */
  upstream: string;
  /** Origin of the gateway as browsers see it; by default what the request says. */
  publicUrl: string | undefined;
}

const BODY_LIMIT = 64 * 1024;
const TIMEOUT_MS = 15_000;

/**
 * `/oidc/*`: the OIDC provider that runs beside the gateway, so that one address serves all. Bodies pass through as
 * they are (form posts); the provider sends its own content security policy for its sign-in pages.
 */
export async function addOidcProxy(fastify: FastifyInstance, options: OidcProxyOptions): Promise<void> {
  // The gateway's own reader of JSON would stand in the way of the proxy's, which reads nothing.
  fastify.removeAllContentTypeParsers();
  answerProblems(fastify);
  fastify.removeAllContentTypeParsers();
  await fastify.register(httpProxy, {
    upstream: options.upstream,
    prefix: '/oidc',
    rewritePrefix: '/oidc',
    httpMethods: ['GET', 'HEAD', 'POST', 'OPTIONS'],
    undici: { headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS, connections: 64 },
    preHandler: (request, reply, done) => {
      reply.removeHeader('content-security-policy');
      done(refusalOfBody(request.headers));
    },
    replyOptions: {
      rewriteRequestHeaders: (request, headers) =>
        forwarded(request as FastifyRequest, headers, options.publicUrl),
      onError: (reply) => {
        const answer = reply as unknown as FastifyReply;
        const error = new Unavailable('The identity provider', 'identity-provider-unavailable');
        sendProblem(answer, error, answer.request.trace.requestId);
      },
    },
  });
}

/** Bodies pass through unread, so only one that says its length beforehand is known to be small enough. */
function refusalOfBody(headers: FastifyRequest['headers']): Refusal | undefined {
  if (headers['transfer-encoding'] !== undefined) return refusalOfStatus(411);
  return Number(headers['content-length'] ?? 0) > BODY_LIMIT ? refusalOfStatus(413) : undefined;
}

/** What proxies tell of a call, in headers that anybody can write. */
const TOLD_BY_PROXIES = /^(?:forwarded|x-forwarded-.*|x-real-ip)$/;

/** Whatever a client claims in such headers is replaced by what the gateway knows, or left out. */
function forwarded(
  request: FastifyRequest,
  headers: IncomingHttpHeaders,
  publicUrl?: string,
): IncomingHttpHeaders {
  const origin = publicUrl === undefined ? undefined : new URL(publicUrl);
  return {
    ...Object.fromEntries(Object.entries(headers).filter(([name]) => !TOLD_BY_PROXIES.test(name))),
    'x-forwarded-for': request.ip,
    'x-forwarded-host': origin?.host ?? request.host,
    'x-forwarded-proto': origin?.protocol.slice(0, -1) ?? request.protocol,
    'x-request-id': request.trace.requestId,
  };
}
