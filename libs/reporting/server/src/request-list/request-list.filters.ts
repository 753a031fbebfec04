import type { Caller, reportingRpc, RequestOf } from '@countersign/contracts';
import { Conditions } from '../conditions.js';
import { filter } from '../requests/request-filters.js';
import { REQUESTS } from '../requests/request-page.js';
import { search } from '../search/search.js';
import { awaiting, JOIN_APPROVAL, visibleTo } from '../requests/visibility.js';

/** Query of `GET /v1/requests`, checked and with its defaults. */
export type RequestListQuery = RequestOf<typeof reportingRpc.requests>['query'];

/** What the conditions are about: the requests `r`, in the inbox with their approvals `a`. */
export function sourceOf({ awaiting }: RequestListQuery): string {
  return awaiting ? `${REQUESTS} ${JOIN_APPROVAL}` : REQUESTS;
}

/** Who asks, what they ask for, and how common words are among all requests, see `CommonTerms`. */
export interface Asked {
  query: RequestListQuery;
  caller: Caller;
  shareOf: (beginning: string) => number;
}

/** Who the caller is and every filter but `status`: the requests that `counts` counts. */
export function filtered({ query, caller, shareOf }: Asked): Conditions {
  const { requester, ...filters } = query;
  const requests = new Conditions();
  if (query.awaiting) awaiting(requests, caller);
  else visibleTo(requests, caller);
  if (requester === 'me') ownOf(requests, caller);
  filter(requests, requester === 'me' ? filters : query);
  if (query.q !== undefined) search(requests, query.q, shareOf);
  return requests;
}

function ownOf(requests: Conditions, { id, issuer }: Caller): void {
  requests.and`r.requester_id = ${id} AND r.requester_issuer = ${issuer}`;
}
