import { foldName } from '@countersign/contracts';
import type { AccessStatus, reportingRpc, RequestOf } from '@countersign/contracts';
import type { SelectQueryBuilder } from 'typeorm';
import type { CheckOutReportEntity } from './check-out-report.entity.js';

/** Query of `GET /v1/reports/check-outs`, checked and with its defaults. */
export type CheckOutReportQuery = RequestOf<typeof reportingRpc.checkOuts>['query'];

type Rows = SelectQueryBuilder<CheckOutReportEntity>;

/** The status of an access by the database's clock, as the request service has it; null where nothing was granted. */
export const ACCESS_STATUS = `
  COALESCE(c.accessFinal,
           CASE WHEN c.accessEndsAt <= now() THEN 'ended'
                WHEN c.checkedOutAt IS NOT NULL THEN 'checked-out'
                WHEN c.accessStartsAt <= now() THEN 'available'
                WHEN c.accessStartsAt > now() THEN 'scheduled' END)`;

/** Not over on record: few, with an index of their own. */
const LIVE = 'c.accessFinal IS NULL AND c.accessEndsAt IS NOT NULL';

/** The same as conditions that an index can answer. */
const ACCESS_IS: Record<AccessStatus, string> = {
  scheduled: `(${LIVE} AND c.accessEndsAt > now() AND c.checkedOutAt IS NULL AND c.accessStartsAt > now())`,
  available: `(${LIVE} AND c.accessEndsAt > now() AND c.checkedOutAt IS NULL AND c.accessStartsAt <= now())`,
  'checked-out': `(${LIVE} AND c.accessEndsAt > now() AND c.checkedOutAt IS NOT NULL)`,
  'checked-in': `c.accessFinal = 'checked-in'`,
  ended: `(c.accessFinal = 'ended' OR ${LIVE} AND c.accessEndsAt <= now())`,
  revoked: `c.accessFinal = 'revoked'`,
};

/** Applies every filter. */
export function filtered(rows: Rows, query: CheckOutReportQuery): Rows {
  const { status, accessStatus, requester, resource, account, policyId, from, to } = query;
  if (status?.length) rows.andWhere('c.status IN (:...status)', { status });
  if (accessStatus?.length) rows.andWhere(`(${accessStatus.map((one) => ACCESS_IS[one]).join(' OR ')})`);
  if (requester !== undefined) rows.andWhere('c.requesterId = :requester', { requester });
  if (resource !== undefined) rows.andWhere('c.resourceKey = :resource', { resource: foldName(resource) });
  if (account !== undefined) rows.andWhere('c.accountKey = :account', { account: foldName(account) });
  if (policyId !== undefined) rows.andWhere('c.policyId = :policyId', { policyId });
  if (from !== undefined) rows.andWhere('c.submittedAt >= :from', { from });
  if (to !== undefined) rows.andWhere('c.submittedAt < :to', { to });
  return rows;
}
