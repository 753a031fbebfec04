import { randomUUID } from 'node:crypto';
import type { LogName, RecordedEvent } from '@countersign/contracts';
import type { Projection, ProjectionTransaction } from '@countersign/messaging';
import { applyApprovalLog } from './approval-log.js';
import { countRequests } from './request-count.js';
import { applyRequestLog } from './request-log.js';

/**
 * Lists with their counts, and the inbox. Each log owns tables of its own, so that the order in which events of the
 * two logs arrive cannot matter; queries join them.
 */
export class RequestListProjection implements Projection {
  readonly name = 'request-list';
  readonly logs = ['request', 'approval'] as const;
  readonly tables = ['request_list', 'request_count', 'inbox'] as const;
  /** Of this process: it counts on nobody else's counts. */
  private readonly counter = randomUUID();

  async apply(events: RecordedEvent[], log: LogName, tx: ProjectionTransaction): Promise<void> {
    if (log === 'request') await countRequests(await applyRequestLog(events, tx), this.counter, tx);
    if (log === 'approval') await applyApprovalLog(events, tx);
  }
}
