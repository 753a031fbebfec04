import { Inject, Injectable, Module } from '@nestjs/common';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { NatsConnection } from '@nats-io/nats-core';
import { MirrorReader, MirrorTail } from '@countersign/mirror';
import { NATS_CONNECTION } from '@countersign/service';
import { AuditFeed } from './audit-feed.js';
import { FeedHandler } from './feed.handler.js';

/** Ends all waiting calls when the service stops. */
@Injectable()
class FeedTail extends MirrorTail implements BeforeApplicationShutdown {
  constructor(@Inject(NATS_CONNECTION) nc: NatsConnection) {
    super(nc);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.stop();
  }
}

/** The audit feed, which reads the mirrors and has no tables. Needs ConnectionsModule. */
@Module({
  controllers: [FeedHandler],
  providers: [
    FeedTail,
    {
      provide: AuditFeed,
      inject: [NATS_CONNECTION, FeedTail],
      useFactory: (nc: NatsConnection, tail: FeedTail) => new AuditFeed(new MirrorReader(nc), tail),
    },
  ],
})
export class FeedModule {}
