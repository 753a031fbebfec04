import { foldName, wordsOf } from '@countersign/contracts';
import type { Caller, reportingRpc, RequestOf } from '@countersign/contracts';
import type { SelectQueryBuilder } from 'typeorm';
import { anyAccessStatus } from './access-status.js';
import type { RequestListEntity } from './request-list.entity.js';
import { awaiting, visibleTo } from './visibility.js';

/** Query of `GET /v1/requests`, checked and with its defaults. */
export type RequestListQuery = RequestOf<typeof reportingRpc.requests>['query'];

type Requests = SelectQueryBuilder<RequestListEntity>;

/** Applies who the caller is and every filter but `status`: the requests that `counts` counts. */
export function filtered(requests: Requests, query: RequestListQuery, caller: Caller): Requests {
  if (query.awaiting) awaiting(requests, caller);
  else visibleTo(requests, caller);
  if (query.requester === 'me') byCaller(requests, caller);
  else if (query.requester !== undefined)
    requests.andWhere('r.requesterId = :requester', { requester: query.requester });
  if (query.resource !== undefined)
    requests.andWhere('r.resourceKey = :resource', { resource: foldName(query.resource) });
  if (query.account !== undefined)
    requests.andWhere('r.accountKey = :account', { account: foldName(query.account) });
  if (query.policyId !== undefined) requests.andWhere('r.policyId = :policyId', { policyId: query.policyId });
  if (query.from !== undefined) requests.andWhere('r.submittedAt >= :from', { from: query.from });
  if (query.to !== undefined) requests.andWhere('r.submittedAt < :to', { to: query.to });
  if (query.q !== undefined) bySearch(requests, query.q);
  if (query.accessStatus?.length) requests.andWhere(anyAccessStatus(query.accessStatus));
  return requests;
}

/** The filter `status`. */
export function byStatus(requests: Requests, { status }: RequestListQuery): Requests {
  return status?.length ? requests.andWhere('r.status IN (:...status)', { status }) : requests;
}

function byCaller(requests: Requests, { issuer, id }: Caller): void {
  requests.andWhere('r.requesterId = :myId AND r.requesterIssuer = :myIssuer', {
    myId: id,
    myIssuer: issuer,
  });
}

/** Every word, each anywhere in the text: the trigram index answers those of three characters and more. */
function bySearch(requests: Requests, q: string): void {
  for (const [n, word] of wordsOf(foldName(q)).entries())
    requests.andWhere(`r.search LIKE :word${n}`, { [`word${n}`]: `%${escapeLike(word)}%` });
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
