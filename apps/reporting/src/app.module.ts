import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ConnectionsModule } from '@countersign/service';
import { PlatformModule } from '@countersign/platform';
import { PingModule } from '@countersign/rpc';
import { ReportingModule } from '@countersign/reporting-server';
import type { ReportingConfig } from './config.js';

/** The reporting service: read models of the other services' logs. It has no log. */
@Module({})
export class AppModule {
  static for(config: ReportingConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.forService({ name: 'reporting', config }),
        PingModule.forService('reporting'),
        ConnectionsModule,
        ReportingModule,
      ],
    };
  }
}
