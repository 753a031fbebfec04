import { applyDecorators } from '@nestjs/common';
import { MessagePattern, Transport } from '@nestjs/microservices';
import type { Operation, ResponseOf } from '@countersign/contracts';
import { ForOperation } from './operation-of.js';

/** A handler's method: answers what the operation promises. */
type Handler<O extends Operation> = (...args: never[]) => Promise<ResponseOf<O>> | ResponseOf<O>;

/**
 * Makes a method of an `@RpcController()` the handler of an operation: its payload is validated against the
 * operation's schema, and for a `person` operation the caller's token is verified first.
 */
export function Handle<O extends Operation>(operation: O) {
  const decorate = applyDecorators(
    MessagePattern(operation.subject, Transport.NATS),
    ForOperation(operation),
  );
  return <H extends Handler<O>>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<H>,
  ): void => {
    decorate(target, key, descriptor);
  };
}
