import { Module } from '@nestjs/common';
import type { DynamicModule, ModuleMetadata, Provider, Type } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Pool } from 'pg';
import type { RecordedEvent } from '@countersign/contracts';
import { upcaster } from '@countersign/event-log';
import { ConsumerRunner, PositionWaiter } from '@countersign/consumers';
import type { ProcessManager, Projection } from '@countersign/consumers';
import { Leases } from '@countersign/postgres';
import { CONSUMERS, ConsumersHost } from './consumers.host.js';
import type { Telemetry } from './telemetry.js';
import { NATS_CONNECTION, PG_POOL, TELEMETRY } from './tokens.js';

/** Which consumers a service runs. */
export interface ConsumersOptions {
  /** Schema of their cursors, and of the projections' tables. */
  schema: string;
  processManagers?: Type<ProcessManager>[];
  projections?: Type<Projection>[];
  /** Modules and providers that the consumers are made from. */
  imports?: NonNullable<ModuleMetadata['imports']>;
  providers?: Provider[];
}

/**
 * Runs consumers from the service's start to its shutdown. Exports the ConsumerRunner (status, retry, rebuild), a
 * PositionWaiter of the schema, and the consumers themselves. Needs LogModule or ConnectionsModule in the service.
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
