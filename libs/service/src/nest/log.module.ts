import type { NatsConnection } from '@nats-io/transport-node';
import { Global, Inject, Injectable, Module } from '@nestjs/common';
import type {
  BeforeApplicationShutdown,
  DynamicModule,
  OnApplicationBootstrap,
  OnApplicationShutdown,
} from '@nestjs/common';
import type { LogName } from '@countersign/contracts';
import { createDecideRunner, PostgresEventLog } from '@countersign/event-log';
import type { StreamsOf } from '@countersign/event-log';
import {
  AUDIT_KEEPER,
  AuditKeeper,
  CommandGate,
  GatedEventLog,
  inboxPrefixOf,
  Relay,
  relayUserOf,
} from '@countersign/mirror';
import { HealthIndicators, Metrics, SERVICE } from '@countersign/platform';
import type { LogServiceConfig } from '@countersign/platform';
import { Leases } from '@countersign/postgres';
import { ConnectionsModule } from './connections.module.js';
import type { DatabaseServiceOptions } from './connections.module.js';
import { LogCheckHost, OPEN_FOR_DAYS } from './log-check.host.js';
import { connectRelay } from './nats-connection.js';
import { appendMetrics } from './telemetry.js';
import type { Telemetry } from './telemetry.js';
import { DECIDE_RUNNER, EVENT_LOG, TELEMETRY } from './tokens.js';

/** A context's log. */
export interface LogOptions {
  context: LogName;
  /** The streams that an event of the context belongs to. */
  streamsOf: StreamsOf;
  /**
   * How long an event can decide about something open, in days; null if every event does. The service is ready once this
   * part of its log has been compared with what was hashed.
   */
  openForDays: number | null;
}

/**
 * The log of a service, for all its modules: EVENT_LOG, DECIDE_RUNNER, CommandGate, and with them PG_POOL and
 * NATS_CONNECTION. It runs the relay of the log's mirror, compares the log with what was hashed, and refuses commands
 * while log and mirror differ or the log is not what was recorded.
 */
@Global()
@Module({})
export class LogModule {
  static forContext({ context, streamsOf, openForDays }: LogOptions): DynamicModule {
    const openLog = ({ config }: DatabaseServiceOptions, metrics: Metrics): PostgresEventLog =>
      new PostgresEventLog({
        log: context,
        url: config.DATABASE_URL,
        metrics: { batch: appendMetrics(metrics) },
      });
    return {
      module: LogModule,
      imports: [ConnectionsModule],
      providers: [
        CommandGate,
        RelayHost,
        { provide: OPEN_FOR_DAYS, useValue: openForDays },
        LogCheckHost,
        { provide: PostgresEventLog, inject: [SERVICE, Metrics], useFactory: openLog },
        {
          provide: RELAY_CONNECTION,
          inject: [SERVICE, TELEMETRY],
          useFactory: ({ config }: LogServiceOptions, telemetry: Telemetry) =>
            connectRelay(context, config, telemetry),
        },
        { provide: EVENT_LOG, inject: [PostgresEventLog, CommandGate], useFactory: gated },
        {
          provide: DECIDE_RUNNER,
          inject: [EVENT_LOG],
          useFactory: (log: GatedEventLog) => createDecideRunner(log, { streamsOf }),
        },
      ],
      exports: [EVENT_LOG, DECIDE_RUNNER, CommandGate],
    };
  }
}

/** Settings of a service that owns a log: they include the user of its relay. */
interface LogServiceOptions extends DatabaseServiceOptions {
  config: LogServiceConfig;
}

/** The relay's connection, which no other part uses. */
const RELAY_CONNECTION = Symbol('RelayConnection');

const gated = (log: PostgresEventLog, gate: CommandGate): GatedEventLog => new GatedEventLog(log, gate);

/** Runs the relay of the service's log from start to shutdown, and closes the log last. */
@Injectable()
class RelayHost implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly relay: Relay;

  constructor(
    private readonly log: PostgresEventLog,
    @Inject(RELAY_CONNECTION) private readonly nc: NatsConnection,
    @Inject(TELEMETRY) telemetry: Telemetry,
    @Inject(SERVICE) { config }: LogServiceOptions,
    leases: Leases,
    gate: CommandGate,
    health: HealthIndicators,
  ) {
    this.relay = new Relay({
      feed: log,
      nc,
      inboxPrefix: inboxPrefixOf(relayUserOf(log.name)),
      installation: config.INSTALLATION,
      leases,
      gate,
      telemetry,
      replicas: config.NATS_REPLICAS,
      auditKeeper: log.name === AUDIT_KEEPER ? auditKeeperOf(config, telemetry) : undefined,
    });
    health.register('mirror', () => Promise.resolve(this.relay.health()));
  }

  onApplicationBootstrap(): void {
    this.relay.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.relay.stop();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.nc.drain().catch(() => this.nc.close());
    await this.log.close();
  }
}

const auditKeeperOf = (
  { NATS_REPLICAS: replicas, NATS_RELAY_USER: user }: LogServiceConfig,
  { logger }: Telemetry,
): AuditKeeper => new AuditKeeper({ replicas, separateAccounts: user !== undefined }, logger);
