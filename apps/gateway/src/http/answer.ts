import { formatPosition } from '@countersign/contracts';
import type { LogPosition } from '@countersign/contracts';
import type { FastifyReply } from 'fastify';

/** A service's answer to a write. */
interface Written<T> {
  status: number;
  positions: LogPosition[];
  representation: T;
}

interface WriteHeaders {
  location?: string;
  etag?: string;
}

/** Sets status, position, location and version of a write on the reply; returns the body. */
export function answerWrite<T>(reply: FastifyReply, written: Written<T>, headers: WriteHeaders = {}): T {
  reply.status(written.status);
  const positions = written.positions.map(formatPosition).join(', ');
  if (positions) reply.header('countersign-position', positions);
  for (const [name, value] of Object.entries(headers)) reply.header(name, value);
  return written.representation;
}
