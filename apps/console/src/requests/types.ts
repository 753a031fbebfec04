import type { Schema } from '@countersign/api-client';

/** A request, whole. */
export type Request = Schema<'Request'>;
/** A request as lists have it. */
export type RequestSummary = Schema<'RequestSummary'>;
/** One act of a request's story, and an event behind it. */
export type TimelineItem = Schema<'TimelineItem'>;
export type RecordedEvent = Schema<'RecordedEvent'>;
/** The step that a request in a list waits at. */
export type OpenStep = NonNullable<RequestSummary['openStep']>;
/** A step of the approval. */
export type Step = Schema<'Step'>;
export type RequestStatus = Request['status'];
export type AccessStatus = NonNullable<RequestSummary['accessStatus']>;

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

/** What lists can be sorted by; with a minus, descending. */
export type SortKey = 'submittedAt' | 'decidedAt' | 'resource' | 'account' | 'requester';
export type RequestSort = SortKey | `-${SortKey}`;
