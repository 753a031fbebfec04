import { Global, Inject, Module } from '@nestjs/common';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import { Pool } from 'pg';
import { DatabaseClock, HealthIndicators, Metrics, SERVICE } from '@countersign/platform';
import type { BaseConfig, ServiceOptions } from '@countersign/platform';
import { Leases, poolSettings } from '@countersign/postgres';
import { connectService } from './nats-connection.js';
import { NATS_CONNECTION, PG_POOL, TELEMETRY } from './tokens.js';
import { platformTelemetry } from './telemetry.js';
import type { Telemetry } from './telemetry.js';

/** Settings of a service with a database: they include `DATABASE_URL`. */
export interface DatabaseServiceOptions extends ServiceOptions {
  config: BaseConfig;
}

/**
 * A service's connections to PostgreSQL and NATS, for all its modules: PG_POOL, NATS_CONNECTION, Leases. It registers
 * their health and starts the database's clock. LogModule imports it; a service without a log imports it itself.
 */
@Global()
@Module({
  providers: [
    { provide: TELEMETRY, inject: [Metrics], useFactory: platformTelemetry },
    { provide: PG_POOL, inject: [SERVICE], useFactory: openPool },
    { provide: NATS_CONNECTION, inject: [SERVICE, TELEMETRY], useFactory: connectService },
    { provide: Leases, inject: [SERVICE, TELEMETRY], useFactory: openLeases },
  ],
  exports: [TELEMETRY, PG_POOL, NATS_CONNECTION, Leases],
})
export class ConnectionsModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(PG_POOL) private readonly pool: Pool,
    @Inject(NATS_CONNECTION) private readonly nc: NatsConnection,
    private readonly leases: Leases,
    private readonly clock: DatabaseClock,
    private readonly health: HealthIndicators,
  ) {}

  async onModuleInit(): Promise<void> {
    this.health.register('database', () => this.askDatabase());
    this.health.register('nats', () => this.askNats());
    await this.clock.start({ databaseNow: () => this.databaseNow() });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.leases.close();
    await this.nc.drain().catch(() => this.nc.close());
    await this.pool.end();
  }

  private async databaseNow(): Promise<Date> {
    const { rows } = await this.pool.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    const [row] = rows;
    if (!row) throw new Error('The database did not return its time.');
    return row.now;
  }

  private async askDatabase(): Promise<{ up: boolean }> {
    await this.pool.query('SELECT');
    return { up: true };
  }

  private async askNats(): Promise<{ up: boolean }> {
    await this.nc.flush();
    return { up: true };
  }
}

function openPool({ name, config }: DatabaseServiceOptions): Pool {
  const pool = new Pool({
    ...poolSettings,
    connectionString: config.DATABASE_URL,
    application_name: `countersign ${name}`,
  });
  // The pool replaces a broken idle connection; without a listener the error would end the process.
  pool.on('error', () => undefined);
  return pool;
}

/** The schema of a service has the service's name. */
function openLeases({ name, config }: DatabaseServiceOptions, { logger }: Telemetry): Leases {
  return new Leases({ connection: { connectionString: config.DATABASE_URL }, schema: name, logger });
}
