import { Module } from '@nestjs/common';
import type { DynamicModule, OnModuleDestroy, OnModuleInit, Provider } from '@nestjs/common';
import { RPC_CLIENT } from '@countersign/service';
import type { RpcClient } from '@countersign/rpc';
import { Metrics } from '@countersign/platform';
import type { GatewayConfig } from '../config.js';
import { NoticeStreams } from './notice-streams.js';
import type { NoticeMetrics } from './notice-streams.js';
import { NoticesController } from './notices.controller.js';
import { Notices } from './notices.js';

/** Live notices: from the mirrors to the open streams of this process. */
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

function noticeMetrics(metrics: Metrics): NoticeMetrics {
  const streams = metrics.gauge('countersign_notice_streams', 'Open streams of notices.');
  const sent = metrics.counter('countersign_notices_sent_total', 'Notices sent to subscribers.');
  const resyncs = metrics.counter(
    'countersign_notice_resyncs_total',
    'Times a subscriber had to reload everything, because notices may have been missed.',
  );
  return {
    open: (count) => streams.set(count),
    sent: (notices) => sent.inc(notices),
    resynced: () => resyncs.inc(),
  };
}
