import {
  Controller,
  SetMetadata,
  Injectable,
  Catch,
  Logger,
  UseFilters,
  UseGuards,
  UseInterceptors,
  applyDecorators,
} from '@nestjs/common';
import type {
  ExecutionContext,
  CanActivate,
  CallHandler,
  NestInterceptor,
  RpcExceptionFilter,
} from '@nestjs/common';
import { throwError } from 'rxjs';
import type { Observable } from 'rxjs';
import { MessagePattern, Transport } from '@nestjs/microservices';
import { assertOpenTo } from '@countersign/kernel';
import { Refusal } from '@countersign/contracts';
import type { Operation, ResponseOf } from '@countersign/contracts';
import { parseInput, problemOf, TokenVerifier } from '@countersign/platform';
import { callOf } from './rpc-call.js';

/** A class whose methods handle operations, each declared with `Handle`. */
export function RpcController(): ClassDecorator {
  return Controller();
}

const OPERATION = Symbol('operation');

const ForOperation = (operation: Operation): MethodDecorator => SetMetadata(OPERATION, operation);

/** The operation of a message. @throws Error for a handler that is not declared with `Handle` */
export function operationOf(context: ExecutionContext): Operation {
  const operation = Reflect.getMetadata(OPERATION, context.getHandler()) as Operation | undefined;
  if (!operation)
    throw new Error(`${context.getClass().name}.${context.getHandler().name} has no @Handle(operation)`);
  return operation;
}

/**
 * Verifies the caller's token before a `person` or `broker` operation, and keeps brokers out of the former, and machines
 * out of all but its reads for auditors; `service` operations are guarded by NATS permissions.
 */
@Injectable()
class CallerGuard implements CanActivate {
  constructor(private readonly verifier: TokenVerifier) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const operation = operationOf(context);
    if (operation.access !== 'service') {
      const call = callOf(context);
      call.verified = await this.verifier.verifyHeader(call.authorization);
      assertOpenTo(call.verified.caller, operation);
    }
    return true;
  }
}

/**
 * Replaces the payload by the validated payload. An interceptor, not a pipe: Nest runs pipes only on the arguments
 * that a handler declares, and a handler that ignores its payload must refuse a wrong one, too.
 */
class InputInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const args = context.getArgs<unknown[]>();
    args[0] = parseInput(operationOf(context).request, args[0]);
    return next.handle();
  }
}

/**
 * Answers a refusal as its problem, and a defect as `internal` after logging it; defects are logged only here.
 * (Nest serialises the error thrown from a filter as the answer, so the filter throws the plain object.)
 */
@Catch()
class ProblemFilter implements RpcExceptionFilter<unknown> {
  private readonly logger = new Logger('rpc');

  catch(error: unknown): Observable<never> {
    if (!(error instanceof Refusal))
      this.logger.error({ msg: 'an operation failed unexpectedly', err: error });
    return throwError(() => problemOf(error));
  }
}

/** A handler's method: returns the response of the operation. */
type Handler<O extends Operation> = (...args: never[]) => Promise<ResponseOf<O>> | ResponseOf<O>;

/**
 * Makes a method of an `@RpcController()` the handler of an operation. For a `person` operation the caller's token
 * is verified first, then the payload is validated against the operation's schema; an error of the method is
 * answered as its refusal, or as `internal`. One decorator does it all, so that no check can be forgotten.
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
