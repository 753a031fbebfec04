import type { LogName, RecordedEvent } from '@countersign/contracts';
import type { Projection, ProjectionTransaction } from '@countersign/messaging';
import { applyApprovalLog } from './approval-log.js';
import { applyRequestLog } from './request-log.js';

/**
 * Lists and the inbox. Each log owns a table of its own, so that the order in which events of the two logs arrive
 * cannot matter; queries join them.
 */
export class RequestListProjection implements Projection {
  readonly name = 'request-list';
  readonly logs = ['request', 'approval'] as const;
  readonly tables = ['request_list', 'inbox'] as const;

  async apply(events: RecordedEvent[], log: LogName, tx: ProjectionTransaction): Promise<void> {
    if (log === 'request') await applyRequestLog(events, tx);
    if (log === 'approval') await applyApprovalLog(events, tx);
  }
}
