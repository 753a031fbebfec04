import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Refusal } from '@countersign/contracts';
import { traceOf } from '../logging/trace.js';
import { toProblem } from '../problem/problem.js';

/** For a client that still sends: if the socket were destroyed at once, its system would discard the answer unread. */
const LINGER_MS = 1_000;

/** Sockets that were answered and will be destroyed. */
const ending = new WeakSet<Duplex>();

/** Whether a socket was answered by {@link answerAndDestroy}, so that nothing further may be written on it. */
export const isEnding = (socket: Duplex): boolean => ending.has(socket);

/**
 * Answers with a problem on the bare socket, where no HTTP answer exists, and destroys the socket. Ending it would not be
 * enough: a peer that never closes its own half would keep it open.
 */
export function answerAndDestroy(socket: Duplex, refusal: Refusal, lingerMs = LINGER_MS): void {
  if (ending.has(socket)) return;
  if (!socket.writable) return void socket.destroy();
  ending.add(socket);
  // A peer that is gone is no failure.
  socket.on('error', () => socket.destroy());
  socket.end(answerOf(refusal));
  const destroy = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(destroy));
}

function answerOf(refusal: Refusal): string {
  const { requestId } = traceOf(null, null);
  const body = JSON.stringify(toProblem(refusal, requestId));
  const { retryAfter } = refusal.data;
  const lines = [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    `X-Request-Id: ${requestId}`,
    ...(typeof retryAfter === 'number' ? [`Retry-After: ${retryAfter}`] : []),
    'Connection: close',
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}
