import { SetMetadata } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { Operation } from '@countersign/contracts';

const OPERATION = Symbol('operation');

/** Notes on a handler's method which operation it is for. */
export const ForOperation = (operation: Operation): MethodDecorator => SetMetadata(OPERATION, operation);

/** The operation a message is for. @throws Error for a handler that is not declared with `Handle` */
export function operationOf(context: ExecutionContext): Operation {
  const operation = Reflect.getMetadata(OPERATION, context.getHandler()) as Operation | undefined;
  if (!operation)
    throw new Error(`${context.getClass().name}.${context.getHandler().name} has no @Handle(operation)`);
  return operation;
}
