import { Module } from '@nestjs/common';
import type { DynamicModule, ModuleMetadata, Provider, Type } from '@nestjs/common';
import type { LogName } from '@countersign/contracts';
import { SERVICE } from '@countersign/platform';
import { DeadlineKeeper } from '@countersign/consumers';
import type { DueHandler } from '@countersign/consumers';
import { Leases } from '@countersign/postgres';
import type { DatabaseServiceOptions } from './connections.module.js';
import type { Telemetry } from './telemetry.js';
import { TELEMETRY } from './tokens.js';

export interface DeadlinesOptions {
  log: LogName;
  /** Provider of what runs when a deadline is due. */
  handler: Type<DueHandler>;
  /** Modules and providers that the handler needs, beside LogModule. */
  imports?: NonNullable<ModuleMetadata['imports']>;
  providers?: Provider[];
}

/**
 * Has the deadlines of a service's log handled at their time, from its start to its shutdown. The context's
 * DeadlineProjection says which event sets or clears a deadline; the service passes it to its ConsumersModule. The
 * migrate step runs `installDeadlines` for both.
 *
 * ```ts
 * ConsumersModule.register({ schema: 'approval', projections: [ApprovalDeadlines] }),
 * DeadlinesModule.register({ log: 'approval', handler: Expiry }),
 * ```
 */
@Module({})
export class DeadlinesModule {
  static register({ log, handler, imports = [], providers = [] }: DeadlinesOptions): DynamicModule {
    return {
      module: DeadlinesModule,
      imports,
      providers: [
        ...providers,
        handler,
        { provide: DeadlineKeeper, inject: [SERVICE, Leases, TELEMETRY, handler], useFactory: keeperOf(log) },
      ],
    };
  }
}

const keeperOf =
  (log: LogName) =>
  (
    { config }: DatabaseServiceOptions,
    leases: Leases,
    telemetry: Telemetry,
    handler: DueHandler,
  ): DeadlineKeeper =>
    new DeadlineKeeper({ log, connectionString: config.DATABASE_URL, leases, handler, telemetry });
