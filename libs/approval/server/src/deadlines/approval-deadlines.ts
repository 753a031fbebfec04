import { Inject, Injectable } from '@nestjs/common';
import type { ApprovalEvent, RecordedEvent } from '@countersign/contracts';
import { approvalFold, approvalStream, expire } from '@countersign/approval-domain';
import { processCommand } from '@countersign/event-log';
import type { DecideRunner } from '@countersign/event-log';
import { DeadlineProjection } from '@countersign/consumers';
import { DECIDE_RUNNER, decided, serviceCommand } from '@countersign/service';
import type { DeadlineChange, DueDeadline, DueHandler } from '@countersign/consumers';

/** An approval has a deadline from its opening until it ends, however it ends. */
function deadlineOf(event: RecordedEvent): DeadlineChange | null {
  const { type, data } = event as unknown as ApprovalEvent;
  switch (type) {
    case 'approval.opened':
      return { kind: 'set', key: data.requestId, dueAt: data.expiresAt };
    case 'approval.approved':
    case 'approval.rejected':
    case 'approval.cancelled':
    case 'approval.expired':
      return { kind: 'clear', key: data.requestId };
    case 'approval.decided':
    default:
      return null;
  }
}

/** Which approvals are pending, and until when. */
@Injectable()
export class ApprovalDeadlines extends DeadlineProjection {
  constructor() {
    super('approval', deadlineOf);
  }
}

/** Records expiries. */
@Injectable()
export class Expiry implements DueHandler {
  constructor(@Inject(DECIDE_RUNNER) private readonly runner: DecideRunner) {}

  /** Expires the approval, unless it has ended before. */
  async handle({ key: requestId, eventId, correlationId }: DueDeadline, now: Date): Promise<void> {
    const command = processCommand('approval-deadlines', eventId, 0);
    const cause = { correlationId, causationId: eventId, traceparent: null };
    await this.runner.run(serviceCommand('approval', command, cause), async (loader) => {
      const { state } = await loader.load(approvalStream(requestId), approvalFold);
      const events = state.status === 'none' ? [] : expire(state, now);
      if (state.status === 'pending' && !events.length)
        throw new Error(`the deadline of ${requestId} has not come`);
      return decided(events, { requestId });
    });
  }
}
