import type { PreRequestHook } from '@nestjs/common';
import type { Logger } from 'pino';
import { Observable, tap } from 'rxjs';
import { problemOf, runInTrace } from '@countersign/platform';
import type { Metrics } from '@countersign/platform';
import { operationOf } from './handle.js';
import { callOf } from './rpc-call.js';

/**
 * Runs around every message, including its guards: adds its trace to all log lines, measures it, and logs one line at
 * debug level. A hook, not an interceptor, because a call with a refused token is measured, too. A handler that is not
 * declared with `Handle`, and would therefore run without checks, does not run at all.
 */
export function callHook(metrics: Metrics, logger: Logger): PreRequestHook {
  return (context, next) =>
    new Observable((subscriber) => {
      const { subject: operation } = operationOf(context);
      const call = callOf(context);
      const started = performance.now();
      const done = (code: string) => {
        const seconds = (performance.now() - started) / 1000;
        metrics.command(operation, code, seconds);
        logger.debug({ operation, caller: call.verified?.caller.id, code, seconds }, 'call');
      };
      const outcome = { complete: () => done('ok'), error: (error: unknown) => done(problemOf(error).code) };
      return runInTrace(call.trace, () => next().pipe(tap(outcome)).subscribe(subscriber));
    });
}
