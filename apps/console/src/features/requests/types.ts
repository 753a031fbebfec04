import type { Schema } from '@countersign/api-client';
import type { AccessStatus, RequestStatus } from '../../shared/statuses.js';

export type { AccessStatus, RequestStatus };

/** A request with all details. */
export type Request = Schema<'Request'>;
/** A request in a list. */
export type RequestSummary = Schema<'RequestSummary'>;
/** One act in a request's history, and one of the events behind it. */
export type TimelineItem = Schema<'TimelineItem'>;
export type RecordedEvent = Schema<'RecordedEvent'>;
/** The open step of a request in a list. */
export type OpenStep = NonNullable<RequestSummary['openStep']>;
/** A step of the approval. */
export type Step = Schema<'Step'>;

/** Filters of `GET /v1/requests`. */
export interface RequestFilters {
  status?: RequestStatus[];
  requester?: string;
  awaiting?: 'me';
  resource?: string;
  account?: string;
  policyId?: string;
  accessStatus?: AccessStatus[];
  from?: string;
  to?: string;
  q?: string;
  sort?: RequestSort;
}

/** The sort keys of lists; with a minus, descending. */
export type SortKey = 'submittedAt' | 'decidedAt' | 'resource' | 'account' | 'requester';
export type RequestSort = SortKey | `-${SortKey}`;
