import type { Server } from 'node:http';
import type { FastifyHttpOptions, FastifyReply, FastifyRequest } from 'fastify';
import { durationSeconds } from '@countersign/contracts';
import {
  answerUnreadable,
  Connections,
  httpServerOptions,
  refusalOfStatus,
  REQUEST_MS,
  traceOf,
} from '@countersign/platform';
import type { GatewayConfig } from '../config.js';
import { sendProblem } from './problem.filter.js';
import { trustedProxies } from './trusted-proxies.js';

/** Largest accepted body. */
const BODY_LIMIT = 64 * 1024;

type ServerOptions = FastifyHttpOptions<Server>;

/** Limits of the HTTP server, and problem details where neither hooks nor Nest's filters run. */
export function serverOptions(config: GatewayConfig, connections: Connections): ServerOptions {
  const { TRUST_PROXY: trusted, HTTP_KEEP_ALIVE: keepAlive } = config;
  return {
    trustProxy: typeof trusted === 'number' ? (_address, hop) => hop < trusted : trusted,
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_MS,
    keepAliveTimeout: durationSeconds(keepAlive) * 1000,
    // Node would answer a request without Host with an empty body; the hooks answer it with a problem.
    http: { ...httpServerOptions, requireHostHeader: false },
    // Fastify would answer in a format of its own; a server that ends accepts no connections, and finishes these.
    return503OnClosing: false,
    frameworkErrors: answerUnroutable,
    clientErrorHandler: (error, socket) => answerUnreadable(error, socket, connections),
  };
}

/** The limits of connections, by the settings. */
export function connectionsOf(config: GatewayConfig): Connections {
  return new Connections(
    {
      total: config.HTTP_CONNECTIONS,
      perAddress: config.HTTP_CONNECTIONS_PER_ADDRESS,
      isProxy: trustedProxies(config.TRUST_PROXY),
    },
    {
      keepAliveMs: durationSeconds(config.HTTP_KEEP_ALIVE) * 1000,
      requestMs: REQUEST_MS,
      patienceMs: durationSeconds(config.STREAM_PATIENCE) * 1000,
    },
  );
}

/** Answers a path that cannot be decoded or has a too long parameter, which no route and no hook sees. */
function answerUnroutable(
  error: { statusCode?: number },
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const { requestId } = traceOf(String(request.headers['x-request-id'] ?? ''), null);
  void reply.header('x-request-id', requestId);
  sendProblem(reply, refusalOfStatus(error.statusCode ?? 400), requestId);
}
