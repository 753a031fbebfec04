import { Inject, Injectable } from '@nestjs/common';
import type {
  BeforeApplicationShutdown,
  OnApplicationBootstrap,
  OnApplicationShutdown,
} from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import { PostgresEventLog } from '@countersign/event-log';
import { HealthIndicators, SERVICE } from '@countersign/platform';
import type { DatabaseServiceOptions } from './connections.module.js';
import { Leases } from '@countersign/postgres';
import { CommandGate, Relay, inboxPrefixOf } from '@countersign/mirror';
import type { Telemetry } from './telemetry.js';
import { NATS_CONNECTION, TELEMETRY } from './tokens.js';

/** Runs the relay of the service's log, from start to shutdown; closes the log last. */
@Injectable()
export class RelayHost implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly relay: Relay;

  constructor(
    private readonly log: PostgresEventLog,
    @Inject(NATS_CONNECTION) nc: NatsConnection,
    @Inject(TELEMETRY) telemetry: Telemetry,
    @Inject(SERVICE) { name, config }: DatabaseServiceOptions,
    leases: Leases,
    gate: CommandGate,
    health: HealthIndicators,
  ) {
    const inboxPrefix = inboxPrefixOf(name);
    this.relay = new Relay({
      feed: log,
      nc,
      inboxPrefix,
      installation: config.INSTALLATION,
      leases,
      gate,
      telemetry,
      replicas: config.NATS_REPLICAS,
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
    await this.log.close();
  }
}
