import { UseFilters, UseGuards, UseInterceptors, applyDecorators } from '@nestjs/common';
import { MessagePattern, Transport } from '@nestjs/microservices';
import type { Operation, ResponseOf } from '@countersign/contracts';
import { CallerGuard } from './caller.guard.js';
import { InputInterceptor } from './input.interceptor.js';
import { ForOperation } from './operation-of.js';
import { ProblemFilter } from './problem.filter.js';

/** A handler's method: answers what the operation promises. */
type Handler<O extends Operation> = (...args: never[]) => Promise<ResponseOf<O>> | ResponseOf<O>;

/**
 * Makes a method of an `@RpcController()` the handler of an operation. For a `person` operation the caller's token
 * is verified first, then the payload is validated against the operation's schema; what the method throws is
 * answered as the refusal it is, or as `internal`. All of it hangs on the method, so that none can be forgotten.
 */
export function Handle<O extends Operation>(operation: O) {
  const decorate = applyDecorators(
    MessagePattern(operation.subject, Transport.NATS),
    ForOperation(operation),
    UseGuards(CallerGuard),
    UseInterceptors(InputInterceptor),
    UseFilters(ProblemFilter),
  );
  return <H extends Handler<O>>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<H>,
  ): void => {
    decorate(target, key, descriptor);
  };
}
