import { Module } from '@nestjs/common';
import { PersonCommands, RefusedAttempts } from '@countersign/service';
import { SecondFactor } from '@countersign/platform';
import { ApprovalCommands } from './approval-commands.js';
import { ApprovalReader } from './approval-reader.js';
import { ApproveHandler } from './approve/approve.handler.js';
import { CancelHandler } from './cancel/cancel.handler.js';
import { EventsHandler } from './events/events.handler.js';
import { GetHandler } from './get/get.handler.js';
import { Opener } from './opener.js';
import { RejectHandler } from './reject/reject.handler.js';

/** The operations of the approval context; the app provides log, clock and RPC client. */
@Module({
  controllers: [ApproveHandler, RejectHandler, CancelHandler, GetHandler, EventsHandler],
  providers: [ApprovalCommands, ApprovalReader, Opener, PersonCommands, RefusedAttempts, SecondFactor],
  exports: [Opener],
})
export class ApprovalServerModule {}
