import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { traceOf } from '../logging/trace.js';
import type { Metrics } from '../metrics/metrics.js';
import { toProblem } from '../problem/problem.js';
import type { ConnectionMetrics, Connections } from './connections.js';
import { answerAndDestroy, isEnding } from './raw-answer.js';
import { refusalOfStatus } from './status-refusal.js';

/** Time for the headers, and for the whole request, so that a client cannot hold a connection by sending slowly. */
const HEADERS_MS = 10_000;
export const REQUEST_MS = 20_000;

/** Options of Node's HTTP server. */
export const httpServerOptions = {
  headersTimeout: HEADERS_MS,
  requestTimeout: REQUEST_MS,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 32 * 1024,
} as const satisfies ServerOptions;

const STATUS_OF: Record<string, number> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  HPE_INVALID_VERSION: 505,
  HPE_PAUSED_H2_UPGRADE: 505,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/**
 * Limits the connections of a server, and answers with a problem where Node itself would answer with an empty body or
 * drop the connection. The server has {@link httpServerOptions}, and {@link answerUnreadable} for its client errors.
 */
export function guardServer(server: Server, connections: Connections, metrics: Metrics): void {
  connections.watch(server, connectionMetrics(metrics));
  server.on('checkExpectation', answerExpectation);
  server.on('connect', (_request, socket) => answerTunnel(socket));
}

/**
 * Handles `clientError`: answers a malformed, too large or too slow request, which no `request` event will follow, on the
 * bare socket.
 */
export function answerUnreadable(
  error: Error & { code?: string },
  socket: Socket,
  connections: Connections,
): void {
  // Whatever still arrives on a socket that was answered cannot be read, either.
  if (isEnding(socket)) return;
  if (error.code === 'ECONNRESET' || !connections.canBeAnswered(socket)) return void socket.destroy();
  answerAndDestroy(socket, refusalOfStatus(STATUS_OF[error.code ?? ''] ?? 400));
}

function answerExpectation(_request: IncomingMessage, response: ServerResponse): void {
  const { requestId } = traceOf(null, null);
  const problem = toProblem(refusalOfStatus(417), requestId);
  const body = JSON.stringify(problem);
  response.writeHead(problem.status, {
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-request-id': requestId,
    // The client decides by the answer whether it sends the body, so the next byte is ambiguous.
    connection: 'close',
  });
  response.end(body);
}

function answerTunnel(socket: Duplex): void {
  answerAndDestroy(socket, refusalOfStatus(501));
}

function connectionMetrics(metrics: Metrics): ConnectionMetrics {
  const open = metrics.gauge('countersign_http_connections', 'Open HTTP connections.');
  const ended = metrics.counter(
    'countersign_http_connections_ended_total',
    'HTTP connections that were refused or cut, by the limit that ended them: total, address or timeout.',
    ['limit'],
  );
  return {
    open: (connections) => open.set(connections),
    ended: (limit) => ended.inc({ limit }),
  };
}
