import { formatPosition } from '@countersign/contracts';
import type { LogPosition } from '@countersign/contracts';
import type { FastifyReply } from 'fastify';

/** Answer of a write as it comes from a service. */
interface Written<T> {
  status: number;
  positions: LogPosition[];
  representation: T;
}

/** Headers that only some writes set. */
interface WriteHeaders {
  location?: string;
  etag?: string;
}

/** Puts status, position, place and version of a write on the reply; returns the body. */
export function answerWrite<T>(reply: FastifyReply, written: Written<T>, headers: WriteHeaders = {}): T {
  reply.status(written.status);
  const positions = written.positions.map(formatPosition).join(', ');
  if (positions) reply.header('countersign-position', positions);
  for (const [name, value] of Object.entries(headers)) reply.header(name, value);
  return written.representation;
}
