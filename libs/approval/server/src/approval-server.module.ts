import { Module } from '@nestjs/common';
import { RefusedAttempts } from '@countersign/messaging';
import { SERVICE, SecondFactor } from '@countersign/platform';
import type { BaseConfig } from '@countersign/platform';
import { ApprovalCommands } from './approval-commands.js';
import { ApproveHandler } from './approve/approve.handler.js';
import { CancelHandler } from './cancel/cancel.handler.js';
import { DEADLINE_DATABASE, DeadlineKeeper } from './deadlines/deadline-keeper.js';
import { Expiry } from './deadlines/expiry.js';
import { GetHandler } from './get/get.handler.js';
import { Opener } from './opener.js';
import { RejectHandler } from './reject/reject.handler.js';

const databaseOf = ({ config }: { config: BaseConfig }): string => config.DATABASE_URL;

/** The operations and deadlines of the approval context; log, clock and RPC client are the app's to provide. */
@Module({
  controllers: [ApproveHandler, RejectHandler, CancelHandler, GetHandler],
  providers: [
    { provide: DEADLINE_DATABASE, inject: [SERVICE], useFactory: databaseOf },
    ApprovalCommands,
    DeadlineKeeper,
    Expiry,
    Opener,
    RefusedAttempts,
    SecondFactor,
  ],
  exports: [Opener],
})
export class ApprovalServerModule {}
