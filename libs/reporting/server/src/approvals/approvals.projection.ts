import type { ApprovalEvent, LogName, RecordedEvent } from '@countersign/contracts';
import type { Projection, ProjectionTransaction } from '@countersign/consumers';
import { betweenErasures, ERASED } from '../erasure.js';
import type { Recorded } from '../recorded.js';
import { eraseApprovals } from './erase-approvals.js';
import { storeApprovals } from './store-approvals.js';

/** A row for each request whose approval opened, with all that the approval log says of it. */
export class ApprovalsProjection implements Projection {
  readonly name = 'approvals';
  readonly logs = ['approval'] as const;
  readonly tables = ['approval'] as const;
  readonly types = [
    'approval.opened',
    'approval.decided',
    'approval.approved',
    'approval.rejected',
    'approval.cancelled',
    'approval.expired',
    ERASED,
  ];

  async apply(events: RecordedEvent[], _log: LogName, tx: ProjectionTransaction): Promise<void> {
    for (const part of betweenErasures(events)) {
      if (Array.isArray(part)) await storeApprovals(part as Recorded<ApprovalEvent>[], tx);
      else await eraseApprovals(part, tx);
    }
  }
}
