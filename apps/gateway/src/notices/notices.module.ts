import { Module } from '@nestjs/common';
import type { DynamicModule, OnModuleDestroy, OnModuleInit, Provider } from '@nestjs/common';
import { RPC_CLIENT } from '@countersign/service';
import type { RpcClient } from '@countersign/rpc';
import { Metrics } from '@countersign/platform';
import type { GatewayConfig } from '../config.js';
import { noticeMetrics } from './notice-metrics.js';
import { NoticeStreams } from './notice-streams.js';
import { NoticesController } from './notices.controller.js';
import { Notices } from './notices.js';

/** Live notices: the mirrors as their source, the open streams of this process as their readers. */
@Module({ controllers: [NoticesController] })
export class NoticesModule implements OnModuleInit, OnModuleDestroy {
  static forGateway(config: GatewayConfig): DynamicModule {
    const providers: Provider[] = [
      {
        provide: NoticeStreams,
        inject: [Metrics],
        useFactory: (metrics: Metrics) => new NoticeStreams(config.NOTICE_STREAMS, noticeMetrics(metrics)),
      },
      {
        provide: Notices,
        inject: [RPC_CLIENT, NoticeStreams],
        useFactory: (rpc: RpcClient, streams: NoticeStreams) => new Notices(config, rpc, streams),
      },
    ];
    return { module: NoticesModule, providers, exports: [NoticeStreams] };
  }

  constructor(private readonly notices: Notices) {}

  onModuleInit(): void {
    this.notices.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.notices.stop();
  }
}
