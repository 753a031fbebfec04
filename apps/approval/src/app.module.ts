import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import {
  ApprovalDeadlines,
  ApprovalOpener,
  ApprovalServerModule,
  approvalStreamsOf,
  Expiry,
  LONGEST_PENDING_DAYS,
} from '@countersign/approval-server';
import { ConsumersModule, DeadlinesModule, LogModule, RpcClientModule } from '@countersign/service';
import { PlatformModule } from '@countersign/platform';
import { PingModule } from '@countersign/rpc';
import type { ApprovalConfig } from './config.js';

/** The approval service. */
@Module({})
export class AppModule {
  static for(config: ApprovalConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.forService({ name: 'approval', config }),
        PingModule.forService('approval'),
        LogModule.forContext({
          context: 'approval',
          streamsOf: approvalStreamsOf,
          openForDays: LONGEST_PENDING_DAYS,
        }),
        RpcClientModule,
        ApprovalServerModule,
        ConsumersModule.register({
          schema: 'approval',
          processManagers: [ApprovalOpener],
          projections: [ApprovalDeadlines],
          imports: [ApprovalServerModule],
        }),
        DeadlinesModule.register({ log: 'approval', handler: Expiry }),
      ],
    };
  }
}
