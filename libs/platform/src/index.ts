export { baseConfig, logServiceConfig, platformConfig, requireRelayUser } from './config/base.config.js';
export type { BaseConfig, LogServiceConfig, PlatformConfig } from './config/base.config.js';
export { InvalidConfig, loadConfig, parseConfig, describeSettings } from './config/config.js';
export { requireMaxDuration, unmatchedOf, unmatchedSettings } from './config/unmatched-settings.js';
export type { Setting } from './config/config.js';

export { TokenVerifier } from './identity/token-verifier.js';
export { issuerKeys } from './identity/issuer-keys.js';
export { tokenSettings } from './identity/token-settings.js';
export type { TokenSettings } from './identity/token-settings.js';
export { InvalidToken, MissingToken, StepUpRequired, wwwAuthenticate } from './identity/token.refusals.js';
export { provesMfa, SecondFactor } from './identity/second-factor.js';
export type { MfaDemand } from './identity/second-factor.js';

export { fieldProblems, INTERNAL_PROBLEM, parseInput, problemOf, toProblem } from './problem/problem.js';
export type { ProblemDetails } from './problem/problem.js';

export { CLOCK, FixedClock } from './clock.js';
export type { Clock } from './clock.js';
export { DatabaseClock } from './clock/database-clock.js';
export type { TimeSource } from './clock/database-clock.js';

export { createLogger, PINO } from './logging/logger.js';
export type { LogOptions } from './logging/logger.js';
export { RecordingLog } from './logging/recording-log.js';
export { currentTrace, runInTrace, traceOf, continueTrace } from './logging/trace.js';
export type { Trace } from './logging/trace.js';

export { addressKey } from './http-server/address-key.js';
export { Connections } from './http-server/connections.js';
export { answerUnreadable, guardServer, httpServerOptions, REQUEST_MS } from './http-server/guard-server.js';
export { refusalOfStatus } from './http-server/status-refusal.js';

export { CALL_SECONDS, Metrics } from './metrics/metrics.js';
export { isProbePath, probePaths } from './health/health.controller.js';
export { HealthIndicators } from './health/health-indicators.js';
export type { Health, Readiness } from './health/health-indicators.js';

export { PlatformModule } from './platform.module.js';
export { ACCEPTED_NAMES, SERVICE } from './service-options.js';
export type { ServiceOptions } from './service-options.js';
export { followRequests } from './service/follow-requests.js';
export { createHttpApp } from './service/http-app.js';
export type { HttpAppOptions } from './service/http-app.js';
export { runApp, startApp } from './service/run-app.js';
export type { AppOptions } from './service/run-app.js';
