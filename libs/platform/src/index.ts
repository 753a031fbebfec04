export { baseConfig, platformConfig } from './config/base.config.js';
export type { BaseConfig, PlatformConfig } from './config/base.config.js';
export { InvalidConfig, loadConfig, parseConfig } from './config/parse-config.js';
export { requireMaxDuration, unmatchedOf, unmatchedSettings } from './config/unmatched-settings.js';
export { describeSettings } from './config/describe-settings.js';
export type { Setting } from './config/describe-settings.js';

export type { CallContext, ServiceCallContext } from './call-context.js';
export { RpcController } from './rpc/rpc-controller.decorator.js';
export { Handle } from './rpc/handle.decorator.js';
export { assertOpenTo } from './rpc/open-to-caller.js';
export { Call, Input, ServiceCall } from './rpc/call.decorators.js';

export { TokenVerifier } from './identity/token-verifier.js';
export { issuerKeys } from './identity/issuer-keys.js';
export { tokenSettings } from './identity/token-settings.js';
export type { TokenSettings } from './identity/token-settings.js';
export { InvalidToken, MissingToken, StepUpRequired } from './identity/token.refusals.js';
export { provesMfa } from './identity/mfa.js';
export { SecondFactor } from './identity/second-factor.js';
export type { MfaDemand } from './identity/mfa.js';
export { wwwAuthenticate } from './identity/www-authenticate.js';

export { INTERNAL_PROBLEM, problemOf } from './problem/problem-of.js';
export { toProblem } from './problem/problem-details.js';
export type { ProblemDetails } from './problem/problem-details.js';
export { fieldProblems, parseInput } from './problem/field-problems.js';

export { CLOCK } from './clock.js';
export type { Clock } from './clock.js';
export { DatabaseClock } from './clock/database-clock.js';
export type { TimeSource } from './clock/database-clock.js';
export { FixedClock } from './clock/fixed-clock.js';

export { createLogger, PINO } from './logging/logger.js';
export type { LogOptions } from './logging/logger.js';
export { currentTrace, runInTrace, traceOf } from './logging/trace.js';
export type { Trace } from './logging/trace.js';
export { continueTrace } from './logging/traceparent.js';

export { Metrics } from './metrics/metrics.js';
export { HealthIndicators } from './health/health-indicators.js';
export type { Health, Readiness } from './health/health-indicators.js';

export { PlatformModule } from './platform.module.js';
export { SERVICE } from './service-options.js';
export type { ServiceOptions } from './service-options.js';
export { followRequests } from './service/follow-requests.js';
export { createHttpApp } from './service/http-app.js';
export type { HttpAppOptions } from './service/http-app.js';
export { natsOptions } from './service/nats-options.js';
export { addRpcServer } from './service/rpc-server.js';
export { runApp, startApp } from './service/run-app.js';
export type { AppOptions } from './service/run-app.js';
export { TurnBatch } from './turn-batch.js';
export { runService, startService } from './service/run-service.js';
