import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ConsumersModule, DeadlinesModule, LogModule, RpcClientModule } from '@countersign/service';
import { PlatformModule, unmatchedOf } from '@countersign/platform';
import { PingModule } from '@countersign/rpc';
import {
  AccessDeadlines,
  checkpointsOf,
  Elapsing,
  LONGEST_OPEN_DAYS,
  OutcomeFollower,
  RequestServerModule,
  requestStreamsOf,
  ticketsOf,
} from '@countersign/request-server';
import type { RequestConfig } from './config.js';

/** The request service. */
@Module({})
export class AppModule {
  static for(config: RequestConfig): DynamicModule {
    const server = RequestServerModule.forService({
      unmatched: unmatchedOf(config),
      maxOpenRequests: config.MAX_OPEN_REQUESTS,
      tickets: ticketsOf(config),
      checkpoints: checkpointsOf(config),
    });
    return {
      module: AppModule,
      imports: [
        PlatformModule.forService({ name: 'request', config }),
        PingModule.forService('request'),
        LogModule.forContext({
          context: 'request',
          streamsOf: requestStreamsOf,
          openForDays: LONGEST_OPEN_DAYS,
        }),
        RpcClientModule,
        server,
        ConsumersModule.register({
          schema: 'request',
          processManagers: [OutcomeFollower],
          projections: [AccessDeadlines],
          imports: [server],
        }),
        DeadlinesModule.register({ log: 'request', handler: Elapsing }),
      ],
    };
  }
}
