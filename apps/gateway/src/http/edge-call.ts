import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller, LogPosition } from '@countersign/contracts';
import type { CallMetadata } from '@countersign/rpc';

/** An admitted request: everything that is passed on with its calls to services. */
export interface EdgeCall extends CallMetadata {
  token: string;
  caller: Caller;
  /** Positions that a read must have seen. */
  atLeast: LogPosition[];
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the admission hook on endpoints for signed-in people, otherwise null. */
    edgeCall: EdgeCall | null;
  }
}

/** The request's EdgeCall. @throws Error (a defect, 500) on an endpoint for the public */
function edgeCallOf(request: Pick<FastifyRequest, 'edgeCall'>): EdgeCall {
  if (!request.edgeCall) throw new Error('This endpoint needs a signed-in person, but nobody was admitted.');
  return request.edgeCall;
}

/** Parameter decorator: the EdgeCall of this request. */
export const Call = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  edgeCallOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
