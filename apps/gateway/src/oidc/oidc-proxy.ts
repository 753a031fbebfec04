import type { IncomingHttpHeaders } from 'node:http';
import httpProxy from '@fastify/http-proxy';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Unavailable } from '@countersign/contracts';
import type { Refusal } from '@countersign/contracts';
import { refusalOfStatus } from '@countersign/platform';
import { answerProblems, sendProblem } from '../http/problem.filter.js';

export interface OidcProxyOptions {
  /** Origin of the provider; the path, `/oidc/…`, stays as it is. */
  upstream: string;
  /** Origin of the gateway as browsers see it; by default the origin of the request. */
  publicUrl: string | undefined;
}

const BODY_LIMIT = 64 * 1024;
const TIMEOUT_MS = 15_000;

/**
 * `/oidc/*`: the OIDC provider that runs beside the gateway, so that one address serves everything. Bodies pass
 * through unchanged (form posts); the provider sends its own content security policy for its sign-in pages.
 */
export async function addOidcProxy(fastify: FastifyInstance, options: OidcProxyOptions): Promise<void> {
  answerProblems(fastify);
  // The proxy passes bodies on unread; the gateway's own JSON parser would consume them.
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

/** Bodies pass through unread, so their length must be declared to be known as small enough. */
function refusalOfBody(headers: FastifyRequest['headers']): Refusal | undefined {
  if (headers['transfer-encoding'] !== undefined) return refusalOfStatus(411);
  return Number(headers['content-length'] ?? 0) > BODY_LIMIT ? refusalOfStatus(413) : undefined;
}

/** Headers by which proxies describe a call, and which any client can forge. */
const PROXY_HEADERS = /^(?:forwarded|x-forwarded-.*|x-real-ip)$/;

/** Replaces the proxy headers of the client by what the gateway knows. */
function forwarded(
  request: FastifyRequest,
  headers: IncomingHttpHeaders,
  publicUrl?: string,
): IncomingHttpHeaders {
  const origin = publicUrl === undefined ? undefined : new URL(publicUrl);
  return {
    ...Object.fromEntries(Object.entries(headers).filter(([name]) => !PROXY_HEADERS.test(name))),
    'x-forwarded-for': request.ip,
    'x-forwarded-host': origin?.host ?? request.host,
    'x-forwarded-proto': origin?.protocol.slice(0, -1) ?? request.protocol,
    'x-request-id': request.trace.requestId,
  };
}
