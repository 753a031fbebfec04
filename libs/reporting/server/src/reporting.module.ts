import { Module } from '@nestjs/common';
import type { Provider } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { TypeOrmModuleOptions } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { DataSourceOptions } from 'typeorm';
import { PositionWaiter } from '@countersign/consumers';
import { ConsumersModule } from '@countersign/service';
import { SERVICE } from '@countersign/platform';
import type { BaseConfig, ServiceOptions } from '@countersign/platform';
import { FeedModule } from './feed/feed.module.js';
import { InFlightHandler, InFlight } from './in-flight/in-flight.handler.js';
import { ApprovalsProjection } from './approvals/approvals.projection.js';
import { AttemptsHandler } from './attempts/attempts.handler.js';
import { AttemptsProjection } from './attempts/attempts.projection.js';
import { RefusedAttemptLists } from './attempts/attempts.query.js';
import { CheckpointsHandler } from './checkpoints/checkpoints.handler.js';
import { CheckpointsProjection } from './checkpoints/checkpoints.projection.js';
import { CheckpointLists } from './checkpoints/checkpoints.query.js';
import { CheckOutReportHandler } from './check-out-report/check-out-report.handler.js';
import { CheckOutReports } from './check-out-report/check-out-report.query.js';
import { Awaiting, MeHandler } from './me/me.handler.js';
import { ProjectionsHandler } from './projections/projections.handler.js';
import { Reads } from './reads.js';
import { reportingDataSource, SEARCH, searchDataSource } from './reporting.data-source.js';
import { REPORTING_SCHEMA } from './reporting-schema.js';
import { RequestListHandler } from './request-list/request-list.handler.js';
import { RequestLists } from './request-list/request-list.query.js';
import { RequestsProjection } from './requests/requests.projection.js';
import { SummaryHandler } from './summary/summary.handler.js';
import { Summaries } from './summary/summary.query.js';

/** Connects to PostgreSQL, retrying without end; the probes are answered meanwhile. */
const connected =
  (options: (url: string) => DataSourceOptions) =>
  ({ config }: ServiceOptions & { config: BaseConfig }): TypeOrmModuleOptions => ({
    ...options(config.DATABASE_URL),
    retryAttempts: Infinity,
    retryDelay: 1000,
  });

/** The queries of the read models: plain classes without Nest decorators. */
const reads: Provider[] = [
  {
    provide: RequestLists,
    inject: [DataSource, getDataSourceToken(SEARCH)],
    useFactory: (lists: DataSource, searches: DataSource) => new RequestLists(lists, searches),
  },
  { provide: Awaiting, inject: [DataSource], useFactory: (source: DataSource) => new Awaiting(source) },
  { provide: InFlight, inject: [DataSource], useFactory: (source: DataSource) => new InFlight(source) },
  {
    provide: RefusedAttemptLists,
    inject: [DataSource],
    useFactory: (source: DataSource) => new RefusedAttemptLists(source),
  },
  {
    provide: CheckpointLists,
    inject: [DataSource],
    useFactory: (source: DataSource) => new CheckpointLists(source),
  },
  {
    provide: CheckOutReports,
    inject: [DataSource],
    useFactory: (source: DataSource) => new CheckOutReports(source),
  },
  { provide: Summaries, inject: [DataSource], useFactory: (source: DataSource) => new Summaries(source) },
  { provide: Reads, inject: [PositionWaiter], useFactory: (waiter: PositionWaiter) => new Reads(waiter) },
];

/** The reporting context: read models and their queries. Needs PlatformModule and ConnectionsModule. */
@Module({
  imports: [
    FeedModule,
    TypeOrmModule.forRootAsync({ inject: [SERVICE], useFactory: connected(reportingDataSource) }),
    TypeOrmModule.forRootAsync({ name: SEARCH, inject: [SERVICE], useFactory: connected(searchDataSource) }),
    ConsumersModule.register({
      schema: REPORTING_SCHEMA,
      projections: [RequestsProjection, ApprovalsProjection, AttemptsProjection, CheckpointsProjection],
    }),
  ],
  controllers: [
    RequestListHandler,
    InFlightHandler,
    AttemptsHandler,
    CheckpointsHandler,
    CheckOutReportHandler,
    SummaryHandler,
    MeHandler,
    ProjectionsHandler,
  ],
  providers: reads,
})
export class ReportingModule {}
