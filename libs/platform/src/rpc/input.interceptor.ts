import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { parseInput } from '../problem/field-problems.js';
import { operationOf } from './operation-of.js';

/**
 * Puts the validated payload in the place of the one that came. An interceptor, not a pipe: Nest runs pipes on the
 * arguments a handler asks for, and a handler that needs nothing of its payload must refuse a wrong one too.
 */
export class InputInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const args = context.getArgs<unknown[]>();
    args[0] = parseInput(operationOf(context).request, args[0]);
    return next.handle();
  }
}
