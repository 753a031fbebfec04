import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ConsumersModule, DeadlinesModule, LogModule, RpcClientModule } from '@countersign/messaging';
import { PlatformModule, unmatchedOf } from '@countersign/platform';
import {
  AccessDeadlines,
  checkpointsOf,
  Elapsing,
  OutcomeFollower,
  RequestServerModule,
  ticketsOf,
} from '@countersign/request-server';
import type { RequestConfig } from './config.js';

/** The request service. */
@Module({})
export class AppModule {
  static for(config: RequestConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.forService({ name: 'request', config }),
        LogModule.forContext({ context: 'request' }),
        RpcClientModule,
        RequestServerModule.forService({
          unmatched: unmatchedOf(config),
          tickets: ticketsOf(config),
          checkpoints: checkpointsOf(config),
        }),
        ConsumersModule.register({
          schema: 'request',
          processManagers: [OutcomeFollower],
          projections: [AccessDeadlines],
        }),
        DeadlinesModule.register({ log: 'request', handler: Elapsing }),
      ],
    };
  }
}
