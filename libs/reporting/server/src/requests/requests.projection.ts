import { randomUUID } from 'node:crypto';
import type { LogName, RecordedEvent, RequestEvent } from '@countersign/contracts';
import type { Projection, ProjectionTransaction } from '@countersign/consumers';
import { betweenErasures, ERASED } from '../erasure.js';
import type { Recorded } from '../recorded.js';
import { eraseRequests } from './erase-requests.js';
import { storeRequests } from './store-requests.js';

/** A row for each request, with all that the request log says of it, and how many requests there are of each status. */
export class RequestsProjection implements Projection {
  readonly name = 'requests';
  readonly logs = ['request'] as const;
  readonly tables = ['request', 'request_count'] as const;
  readonly types = [
    'request.submitted',
    'request.refused',
    'request.unmatched',
    'request.approved',
    'request.rejected',
    'request.cancelled',
    'request.expired',
    'access.granted',
    'access.checked_out',
    'access.checked_in',
    'access.ended',
    'access.revoked',
    ERASED,
  ];
  /** Of this process: it adds to no other process's counts. */
  private readonly counter = randomUUID();

  async apply(events: RecordedEvent[], _log: LogName, tx: ProjectionTransaction): Promise<void> {
    for (const part of betweenErasures(events)) {
      if (Array.isArray(part)) await storeRequests(part as Recorded<RequestEvent>[], this.counter, tx);
      else await eraseRequests(part, tx);
    }
  }
}
