import type { Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import type { Server } from 'node:http';
import type { FastifyHttpOptions, FastifyReply, FastifyRequest } from 'fastify';
import { toProblem, traceOf } from '@countersign/platform';
import type { GatewayConfig } from '../config.js';
import { refusalOfStatus } from './edge-refusal.js';
import { sendProblem } from './problem.filter.js';

/** Largest accepted body. */
const BODY_LIMIT = 64 * 1024;
/** Limits for the headers and for the whole request, so that a client cannot hold a connection by sending slowly. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 20_000;
/** Longer than proxies keep idle connections, so that the proxy closes them, not the gateway. */
const KEEP_ALIVE_MS = 75_000;

type ServerOptions = FastifyHttpOptions<Server>;

/** Limits of the HTTP server, and problem details where neither hooks nor Nest's filters run. */
export function serverOptions({ TRUST_PROXY: trusted }: GatewayConfig): ServerOptions {
  return {
    trustProxy: typeof trusted === 'number' ? (_address, hop) => hop < trusted : trusted,
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    http: {
      headersTimeout: HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: 2_000,
      maxHeaderSize: 32 * 1024,
    },
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    frameworkErrors: answerUnroutable,
    clientErrorHandler: answerUnreadable,
  };
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

const STATUS_OF: Record<string, number> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Answers a malformed, too large or too slow request on the bare socket, and closes the socket. */
function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const status = STATUS_OF[error.code ?? ''] ?? 400;
  const { requestId } = traceOf(null, null);
  const body = JSON.stringify(toProblem(refusalOfStatus(status), requestId));
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    'Connection: close',
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
