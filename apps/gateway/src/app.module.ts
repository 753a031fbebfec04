import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import type { DestinationStream } from 'pino';
import { RpcClientModule } from '@countersign/service';
import { PlatformModule } from '@countersign/platform';
import type { GatewayConfig } from './config.js';
import { AsyncApiController, OpenApiController } from './openapi/documents.controller.js';
import { AttemptsController } from './attempts/attempts.controller.js';
import { AuditController } from './audit/audit.controller.js';
import { EventsController } from './events/events.controller.js';
import { RegisterServices } from './health/service-states.js';
import { ContractPipe } from './http/contract.pipe.js';
import { ProblemFilter } from './http/problem.filter.js';
import { NoticesModule } from './notices/notices.module.js';
import { MeController } from './me/me.controller.js';
import { PoliciesController } from './policies/policies.controller.js';
import { ProjectionsController } from './projections/projections.controller.js';
import { ResourceMetadataController } from './oidc/resource-metadata.controller.js';
import { ReportsController } from './reports/reports.controller.js';
import { RequestsController } from './requests/requests.controller.js';
import { TicketsController } from './tickets/tickets.controller.js';

/** The gateway: the HTTP edge, and a client of the services. It has no data of its own. */
@Module({})
export class AppModule {
  /** @param logTo - the destination of log lines, for tests; by default stdout */
  static for(config: GatewayConfig, logTo?: DestinationStream): DynamicModule {
    const platform = PlatformModule.forService({ name: 'gateway', config, ...(logTo ? { logTo } : {}) });
    return {
      module: AppModule,
      imports: [platform, RpcClientModule, NoticesModule.forGateway(config)],
      controllers: [
        PoliciesController,
        RequestsController,
        AttemptsController,
        AuditController,
        TicketsController,
        EventsController,
        ReportsController,
        MeController,
        ProjectionsController,
        ResourceMetadataController,
        OpenApiController,
        AsyncApiController,
      ],
      providers: [
        RegisterServices,
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useClass: ContractPipe },
      ],
    };
  }
}
