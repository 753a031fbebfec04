import type { ExecutionContext, PreRequestHook } from '@nestjs/common';
import type { Logger } from 'pino';
import { Observable, tap } from 'rxjs';
import { runInTrace } from '../logging/trace.js';
import type { Metrics } from '../metrics/metrics.js';
import { problemOf } from '../problem/problem-of.js';
import { operationOf } from './operation-of.js';
import { callOf } from './rpc-call.js';

/**
 * Around every message, guards included: puts its trace on all log lines, measures it, and logs one line at debug
 * level. A hook, not an interceptor, because a refused token must be measured too.
 */
export function callHook(metrics: Metrics, logger: Logger): PreRequestHook {
  return (context, next) =>
    new Observable((subscriber) => {
      const started = performance.now();
      const done = (code: string) =>
        record(metrics, logger, context, code, (performance.now() - started) / 1000);
      return runInTrace(callOf(context).trace, () =>
        next()
          .pipe(tap({ complete: () => done('ok'), error: (error) => done(problemOf(error).code) }))
          .subscribe(subscriber),
      );
    });
}

function record(
  metrics: Metrics,
  logger: Logger,
  context: ExecutionContext,
  code: string,
  seconds: number,
): void {
  const operation = operationOf(context).subject;
  metrics.command(operation, code, seconds);
  logger.debug({ operation, caller: callOf(context).verified?.caller.id, code, seconds }, 'call');
}
