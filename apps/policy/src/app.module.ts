import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { LogModule } from '@countersign/service';
import { PlatformModule, unmatchedOf } from '@countersign/platform';
import { PingModule } from '@countersign/rpc';
import { PolicyModule, policyStreamsOf } from '@countersign/policy-server';
import type { PolicyConfig } from './config.js';

/** The policy service. */
@Module({})
export class AppModule {
  static for(config: PolicyConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.forService({ name: 'policy', config }),
        PingModule.forService('policy'),
        LogModule.forContext({ context: 'policy', streamsOf: policyStreamsOf, openForDays: null }),
        PolicyModule.forService({ unmatched: unmatchedOf(config) }),
      ],
    };
  }
}
