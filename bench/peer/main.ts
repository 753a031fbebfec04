import 'reflect-metadata';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { baseConfig, loadConfig, PlatformModule } from '@countersign/platform';
import type { BaseConfig } from '@countersign/platform';
import { runService } from '@countersign/rpc';
import { AuditEntity, PolicyEntity, RequestEntity, RequestStepEntity } from './entities.js';
import { Submissions } from './submissions.js';
import { SubmitHandler } from './submit.handler.js';

/** The number of connections, of 8 to 32, with which the peer answers most submissions on two cores. */
const CONNECTIONS = 16;

/** The same submission in the usual design: rows in tables, and no consumers. */
@Module({ controllers: [SubmitHandler], providers: [Submissions] })
class PeerModule {
  static for(config: BaseConfig): DynamicModule {
    return {
      module: PeerModule,
      imports: [
        PlatformModule.forService({ name: 'request', config }),
        TypeOrmModule.forRoot({
          type: 'postgres',
          url: config.DATABASE_URL,
          entities: [PolicyEntity, RequestEntity, RequestStepEntity, AuditEntity],
          synchronize: false,
          poolSize: CONNECTIONS,
        }),
      ],
    };
  }
}

const config = loadConfig(baseConfig);
await runService(PeerModule.for(config), config);
