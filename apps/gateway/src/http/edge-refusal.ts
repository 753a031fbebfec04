import { HttpException } from '@nestjs/common';
import { Refusal } from '@countersign/contracts';

const sentences: Record<number, [code: string, sentence: string]> = {
  400: ['malformed-request', 'The request cannot be read: a body must be one JSON value.'],
  404: ['not-found', 'There is no such endpoint.'],
  408: ['request-timeout', 'The request took too long to arrive.'],
  411: ['length-required', 'Send the length of the body: Content-Length.'],
  413: ['body-too-large', 'A body may have at most 64 KiB.'],
  414: ['url-too-long', 'The address is too long.'],
  415: ['unsupported-media-type', 'Send JSON: Content-Type: application/json.'],
  431: ['headers-too-large', 'The headers are too large.'],
};

/** The refusal for a status of the HTTP server itself; with our sentence, because the server's may quote the body. */
export function refusalOfStatus(status: number): Refusal {
  const [code, sentence] = sentences[status] ?? ['bad-request', 'The request cannot be answered.'];
  return new Refusal(code, status, sentence);
}

/** The endpoint exists, but not with this method (405). */
export class MethodNotAllowed extends Refusal {
  constructor(allowed: readonly string[]) {
    super('method-not-allowed', 405, `This endpoint takes ${allowed.join(', ')}.`, {
      allow: allowed.join(', '),
    });
  }
}

/**
 * Turns anything thrown at the edge into a refusal; an error without a 4xx status is a defect and is returned as it is.
 * @param error - a Refusal, an exception of Nest, an error of Fastify (`statusCode`), or anything else
 */
export function edgeRefusal(error: unknown): unknown {
  if (error instanceof Refusal) return error;
  const status = statusOf(error);
  return status >= 400 && status < 500 ? refusalOfStatus(status) : error;
}

function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null) return 0;
  if (error instanceof HttpException) return error.getStatus();
  return 'statusCode' in error ? Number(error.statusCode) : 0;
}
