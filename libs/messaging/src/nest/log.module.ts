import { Global, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import type { LogName } from '@countersign/contracts';
import { createDecideRunner, PostgresEventLog } from '@countersign/event-log';
import type { StreamsOf } from '@countersign/event-log';
import { Metrics, SERVICE } from '@countersign/platform';
import { CommandGate } from '../mirror/command-gate.js';
import { GatedEventLog } from '../mirror/gated-event-log.js';
import { ConnectionsModule } from './connections.module.js';
import type { DatabaseServiceOptions } from './connections.module.js';
import { RelayHost } from './relay.host.js';
import { appendMetrics } from './telemetry.js';
import { DECIDE_RUNNER, EVENT_LOG } from './tokens.js';

/**
 * The log of a service, everywhere in it: EVENT_LOG, DECIDE_RUNNER, CommandGate, and with them PG_POOL and NATS_CONNECTION.
 * Keeps the log's mirror, and refuses commands while log and mirror differ.
 */
@Global()
@Module({})
export class LogModule {
  /** @param streamsOf - which streams the events of the context belong to */
  static forContext({ context, streamsOf }: { context: LogName; streamsOf: StreamsOf }): DynamicModule {
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
        { provide: PostgresEventLog, inject: [SERVICE, Metrics], useFactory: openLog },
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

const gated = (log: PostgresEventLog, gate: CommandGate): GatedEventLog => new GatedEventLog(log, gate);
