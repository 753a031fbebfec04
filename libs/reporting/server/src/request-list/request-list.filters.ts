import { foldName } from '@countersign/contracts';
import type { AccessStatus, Caller, reportingRpc, RequestOf } from '@countersign/contracts';
import type { SelectQueryBuilder } from 'typeorm';
import type { RequestListEntity } from './request-list.entity.js';
import { awaiting, visibleTo } from './visibility.js';

/** Query of `GET /v1/requests`, checked and with its defaults. */
export type RequestListQuery = RequestOf<typeof reportingRpc.requests>['query'];

type Requests = SelectQueryBuilder<RequestListEntity>;

/**
 * The status of an access by the database's clock: nothing has to happen for a window to open or to close. Null
 * where nothing was granted.
 */
export const ACCESS_STATUS = `
  CASE WHEN r.accessStartsAt > now() THEN 'scheduled'
       WHEN r.accessEndsAt > now() THEN 'available'
       WHEN r.accessEndsAt <= now() THEN 'ended' END`;

/** The same as conditions on bare columns, which an index can answer. Statuses of check-outs are not recorded yet. */
const ACCESS_IS: Partial<Record<AccessStatus, string>> = {
  scheduled: 'r.accessStartsAt > now()',
  available: '(r.accessStartsAt <= now() AND r.accessEndsAt > now())',
  ended: 'r.accessEndsAt <= now()',
};

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
  if (query.q !== undefined)
    requests.andWhere('r.search LIKE :q', { q: `%${escapeLike(foldName(query.q))}%` });
  if (query.accessStatus?.length) byAccess(requests, query.accessStatus);
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

function byAccess(requests: Requests, wanted: AccessStatus[]): void {
  const conditions = wanted.map((status) => ACCESS_IS[status] ?? 'FALSE');
  requests.andWhere(`(${conditions.join(' OR ')})`);
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
