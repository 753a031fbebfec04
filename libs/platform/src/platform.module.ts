import { Global, Logger, Module } from '@nestjs/common';
import type { DynamicModule, OnApplicationShutdown, Provider } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import type { Logger as PinoLogger } from 'pino';
import { DatabaseClock } from './clock/database-clock.js';
import { CLOCK } from './clock.js';
import { HealthController } from './health/health.controller.js';
import { HealthIndicators } from './health/health-indicators.js';
import { RefusedGroups } from './identity/refused-groups.js';
import { issuerKeys } from './identity/issuer-keys.js';
import { tokenSettings } from './identity/token-settings.js';
import { TokenVerifier } from './identity/token-verifier.js';
import { createLogger, nestPino, PINO } from './logging/logger.js';
import { Metrics } from './metrics/metrics.js';
import { ReadyAnnouncer } from './service/announce-ready.js';
import { ACCEPTED_NAMES, SERVICE } from './service-options.js';
import type { ServiceOptions } from './service-options.js';

/**
 * The global module of every service: log, metrics, token verifier, clock, health. The clock answers after the module
 * with the database connection has called `DatabaseClock.start`.
 */
@Global()
@Module({})
export class PlatformModule implements OnApplicationShutdown {
  static forService(options: ServiceOptions): DynamicModule {
    const { name, config, logTo } = options;
    const logger = createLogger({ name, level: config.LOG_LEVEL, destination: logTo });
    const providers = providersOf(options, logger);
    return {
      module: PlatformModule,
      imports: [LoggerModule.forRoot(nestPino(logger))],
      controllers: [HealthController],
      providers,
      exports: [
        SERVICE,
        ACCEPTED_NAMES,
        PINO,
        CLOCK,
        DatabaseClock,
        Metrics,
        HealthIndicators,
        TokenVerifier,
      ],
    };
  }

  constructor(private readonly clock: DatabaseClock) {}

  onApplicationShutdown(): void {
    this.clock.stop();
    Logger.log('stopped', 'service');
  }
}

function providersOf(options: ServiceOptions, logger: PinoLogger): Provider[] {
  const { name, config } = options;
  return [
    { provide: SERVICE, useValue: options },
    { provide: ACCEPTED_NAMES, useValue: config.NAMES },
    { provide: PINO, useValue: logger },
    { provide: DatabaseClock, useFactory: () => new DatabaseClock() },
    { provide: CLOCK, useExisting: DatabaseClock },
    { provide: Metrics, useFactory: () => new Metrics(name) },
    HealthIndicators,
    ReadyAnnouncer,
    {
      provide: TokenVerifier,
      useFactory: (metrics: Metrics) => {
        const groups = new RefusedGroups(metrics);
        const keys = issuerKeys({ issuer: config.OIDC_ISSUER, jwksUri: config.OIDC_JWKS_URI });
        return new TokenVerifier(tokenSettings(config), keys, Date.now, (refused) => groups.report(refused));
      },
      inject: [Metrics],
    },
  ];
}
