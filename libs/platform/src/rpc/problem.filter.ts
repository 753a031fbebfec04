import { Catch, Logger } from '@nestjs/common';
import type { RpcExceptionFilter } from '@nestjs/common';
import { Refusal } from '@countersign/contracts';
import { throwError } from 'rxjs';
import type { Observable } from 'rxjs';
import { problemOf } from '../problem/problem-of.js';

/**
 * Answers a refusal as the problem it is, and a defect as `internal`, after logging it: here and nowhere else.
 * (An error thrown from a filter is what Nest serialises as the answer, so the plain object is thrown.)
 */
@Catch()
export class ProblemFilter implements RpcExceptionFilter<unknown> {
  readonly #logger = new Logger('rpc');

  catch(error: unknown): Observable<never> {
    if (!(error instanceof Refusal))
      this.#logger.error({ msg: 'an operation failed unexpectedly', err: error });
    return throwError(() => problemOf(error));
  }
}
