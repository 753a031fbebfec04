import { Inject, Injectable } from '@nestjs/common';
import { NotFound } from '@countersign/contracts';
import type { ApprovalState } from '@countersign/contracts';
import { approvalFold, approvalStream, maySee } from '@countersign/approval-domain';
import type { OpenedApproval } from '@countersign/approval-domain';
import type { DecideRunner } from '@countersign/event-log';
import { DECIDE_RUNNER } from '@countersign/service';
import { CLOCK } from '@countersign/platform';
import type { CallContext, Clock } from '@countersign/platform';
import { approvalStateOf } from './approval-state.js';
import { NotOpened } from './opener.js';

/** An approval, and how it stands at the time of the call for its caller. */
export interface ReadApproval {
  approval: OpenedApproval;
  state: ApprovalState;
}

/** Reads approvals from the log itself, so that an answer is always current. */
@Injectable()
export class ApprovalReader {
  constructor(
    @Inject(DECIDE_RUNNER) private readonly runner: DecideRunner,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * @throws NotOpened when there is no approval
   * @throws NotFound when the caller may not see it
   */
  async read(requestId: string, { caller }: CallContext): Promise<ReadApproval> {
    const { state: approval } = await this.runner.read(approvalStream(requestId), approvalFold);
    if (approval.status === 'none') throw new NotOpened();
    if (!maySee(caller, approval)) throw new NotFound('request');
    return { approval, state: approvalStateOf(approval, caller, this.clock.now()) };
  }
}
