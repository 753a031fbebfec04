import { HttpException } from '@nestjs/common';
import { Refusal } from '@countersign/contracts';
import { refusalOfStatus } from '@countersign/platform';

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
