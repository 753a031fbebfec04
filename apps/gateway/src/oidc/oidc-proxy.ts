import httpProxy from '@fastify/http-proxy';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Unavailable } from '@countersign/contracts';
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
  answerProblems(fastify);
  await fastify.register(httpProxy, {
    upstream: options.upstream,
    prefix: '/oidc',
    rewritePrefix: '/oidc',
    httpMethods: ['GET', 'HEAD', 'POST', 'OPTIONS'],
    undici: { headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS, connections: 64 },
    preHandler: (request, reply, done) => {
      reply.removeHeader('content-security-policy');
      const tooLarge = Number(request.headers['content-length'] ?? 0) > BODY_LIMIT;
      done(tooLarge ? refusalOfStatus(413) : undefined);
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

/** Whatever a client claims in these headers is replaced by what the gateway knows. */
function forwarded<H extends Record<string, unknown>>(
  request: FastifyRequest,
  headers: H,
  publicUrl?: string,
): H {
  const origin = publicUrl === undefined ? undefined : new URL(publicUrl);
  return {
    ...headers,
    forwarded: undefined,
    'x-forwarded-for': request.ip,
    'x-forwarded-host': origin?.host ?? request.host,
    'x-forwarded-proto': origin?.protocol.slice(0, -1) ?? request.protocol,
    'x-request-id': request.trace.requestId,
  };
}
