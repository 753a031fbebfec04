import { PersonCommands, RefusedAttempts } from '@countersign/service';
import { SecondFactor } from '@countersign/platform';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import type { Unmatched } from '@countersign/contracts';
import { AccessCommands } from './access-commands.js';
import { AccessReader, RequestReader } from './request-reader.js';
import type { CheckpointOptions } from './checkpoints/checkpoints.providers.js';
import { checkpointProviders } from './checkpoints/checkpoints.providers.js';
import { AudienceHandler } from './audience/audience.handler.js';
import { CheckInHandler } from './check-in/check-in.handler.js';
import { CheckOutHandler } from './check-out/check-out.handler.js';
import { FollowedNotices } from './followed-notices.js';
import { WithApprovalHandler } from './with-approval/with-approval.handler.js';
import { TimelineHandler } from './timeline/timeline.handler.js';
import { GetHandler } from './get/get.handler.js';
import { RevokeHandler } from './revoke/revoke.handler.js';
import { KeysModule } from './signing-keys/keys.module.js';
import type { KeysOptions } from './signing-keys/keys.module.js';
import { SubmissionHandler } from './submission/submission.handler.js';
import { MAX_OPEN_REQUESTS, SubmissionAnswer, SubmitHandler, UNMATCHED } from './submit/submit.handler.js';
import { GoverningPolicies } from './submit/governing-policies.js';
import { TicketStatusHandler } from './ticket-status/ticket-status.handler.js';

/** How the request context is to work. */
interface RequestServerOptions {
  /** What happens to a request that no policy governs. */
  unmatched: Unmatched;
  /** How many pending requests a person may have. */
  maxOpenRequests: number;
  /** How access tickets are made. */
  tickets: KeysOptions;
  /** When and in whose name the heads of the logs are signed. */
  checkpoints: CheckpointOptions;
}

/** The operations of the request context; the log, the clock and the RPC client are the app's to provide. */
@Module({
  controllers: [
    SubmitHandler,
    GetHandler,
    WithApprovalHandler,
    TimelineHandler,
    SubmissionHandler,
    AudienceHandler,
    CheckOutHandler,
    CheckInHandler,
    RevokeHandler,
    TicketStatusHandler,
  ],
  providers: [
    AccessCommands,
    AccessReader,
    FollowedNotices,
    GoverningPolicies,
    PersonCommands,
    RefusedAttempts,
    RequestReader,
    SecondFactor,
    SubmissionAnswer,
  ],
  exports: [FollowedNotices],
})
export class RequestServerModule {
  static forService({
    unmatched,
    maxOpenRequests,
    tickets,
    checkpoints,
  }: RequestServerOptions): DynamicModule {
    return {
      module: RequestServerModule,
      imports: [KeysModule.forService(tickets)],
      providers: [
        { provide: UNMATCHED, useValue: unmatched },
        { provide: MAX_OPEN_REQUESTS, useValue: maxOpenRequests },
        ...checkpointProviders(checkpoints),
      ],
    };
  }
}
