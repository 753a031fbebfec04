import { createParamDecorator } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { CallContext, ServiceCallContext } from '../call-context.js';
import { callOf } from './rpc-call.js';

/** The validated payload of the operation. */
export const Input = (): ParameterDecorator => Payload();

/** The caller and the trace of a `person` operation: a CallContext. */
export const Call = createParamDecorator((_: unknown, context): CallContext => {
  const { verified, trace, idempotencyKey, origin } = callOf(context);
  if (!verified) throw new Error('@Call() on an operation that is not on behalf of a person');
  return { ...verified, ...trace, idempotencyKey, origin };
});

/** The trace of a `service` operation: a ServiceCallContext. */
export const ServiceCall = createParamDecorator((_: unknown, context): ServiceCallContext => ({
  ...callOf(context).trace,
}));
