import type { PreRequestHook } from '@nestjs/common';
import type { Logger } from 'pino';
import { Observable, tap } from 'rxjs';
import { runInTrace } from '../logging/trace.js';
import type { Metrics } from '../metrics/metrics.js';
import { problemOf } from '../problem/problem-of.js';
import { operationOf } from './operation-of.js';
import { callOf } from './rpc-call.js';

/**
 * Around every message, guards included: puts its trace on all log lines, measures it, and logs one line at debug
 * level. A hook, not an interceptor, because a refused token must be measured too. A handler that was not declared
 * with `Handle`, and would so run without its checks, does not run at all.
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
