import type { NatsConnection } from '@nats-io/transport-node';
import { Inject, Injectable, Module } from '@nestjs/common';
import type {
  BeforeApplicationShutdown,
  DynamicModule,
  ModuleMetadata,
  OnApplicationBootstrap,
  Provider,
  Type,
} from '@nestjs/common';
import type { Pool } from 'pg';
import { ConsumerRunner, PositionWaiter } from '@countersign/consumers';
import type { ProcessManager, Projection } from '@countersign/consumers';
import type { RecordedEvent } from '@countersign/contracts';
import { upcaster } from '@countersign/event-log';
import { HealthIndicators } from '@countersign/platform';
import { Leases } from '@countersign/postgres';
import type { Telemetry } from './telemetry.js';
import { NATS_CONNECTION, PG_POOL, TELEMETRY } from './tokens.js';

export interface ConsumersOptions {
  /** Schema of the cursors, and of the projections' tables. */
  schema: string;
  processManagers?: Type<ProcessManager>[];
  projections?: Type<Projection>[];
  /** Modules and providers that the consumers need. */
  imports?: NonNullable<ModuleMetadata['imports']>;
  providers?: Provider[];
}

/**
 * Runs consumers from the service's start to its shutdown. Exports the ConsumerRunner (status, retry, rebuild), a
 * PositionWaiter for the schema, and the consumers themselves. The service must import LogModule or ConnectionsModule.
 */
@Module({})
export class ConsumersModule {
  static register({
    schema,
    processManagers = [],
    projections = [],
    imports = [],
    providers = [],
  }: ConsumersOptions): DynamicModule {
    const consumers = [...processManagers, ...projections];
    const gather = (...made: (ProcessManager | Projection)[]): (ProcessManager | Projection)[] => made;
    return {
      module: ConsumersModule,
      imports,
      providers: [
        ...providers,
        ...consumers,
        ConsumersHost,
        { provide: CONSUMERS, inject: consumers, useFactory: gather },
        {
          provide: PositionWaiter,
          inject: [PG_POOL],
          useFactory: (pool: Pool) => new PositionWaiter(pool, schema),
        },
        {
          provide: ConsumerRunner,
          inject: [PG_POOL, NATS_CONNECTION, Leases, TELEMETRY],
          useFactory: runnerOf(schema),
        },
      ],
      exports: [ConsumerRunner, PositionWaiter, ...consumers],
    };
  }
}

const runnerOf =
  (schema: string) =>
  (pool: Pool, nc: NatsConnection, leases: Leases, telemetry: Telemetry): ConsumerRunner =>
    new ConsumerRunner({ schema, pool, nc, leases, telemetry, upcast });

const upcast = (event: RecordedEvent): RecordedEvent => ({ ...event, ...upcaster.upcast(event.type, event) });

const CONSUMERS = Symbol('Consumers');

/** Runs the consumers while the service runs; each appears as a dependency in the service's health. */
@Injectable()
class ConsumersHost implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly runner: ConsumerRunner,
    @Inject(CONSUMERS) private readonly consumers: (ProcessManager | Projection)[],
    private readonly health: HealthIndicators,
  ) {}

  onApplicationBootstrap(): void {
    for (const consumer of this.consumers) this.add(consumer);
    this.runner.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.runner.stop();
  }

  private add(consumer: ProcessManager | Projection): void {
    if ('handle' in consumer) this.runner.addProcessManager(consumer);
    else this.runner.addProjection(consumer);
    this.health.register(consumer.name, () => Promise.resolve(this.runner.health(consumer.name)));
  }
}
