import { Injectable } from '@nestjs/common';
import type { ApprovalEvent, RecordedEvent } from '@countersign/contracts';
import { DeadlineProjection } from '@countersign/consumers';
import type { DeadlineChange } from '@countersign/consumers';

/** An approval has a deadline from its opening until it ends, however it ends. */
export function deadlineOf(event: RecordedEvent): DeadlineChange | null {
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
