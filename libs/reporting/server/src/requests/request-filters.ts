import { requestStatus } from '@countersign/contracts';
import { foldName } from '@countersign/names';
import type { AccessStatus } from '@countersign/contracts';
import type { Conditions } from '../conditions.js';
import { anyAccessStatus } from './access-status.js';

/** Filters of lists and reports, except the status. */
export interface RequestFilters {
  /** Id of the requester. */
  requester?: string | undefined;
  resource?: string | undefined;
  account?: string | undefined;
  policyId?: string | undefined;
  accessStatus?: AccessStatus[] | undefined;
  /** Submitted at or after. */
  from?: string | undefined;
  /** Submitted before. */
  to?: string | undefined;
}

/** Always true. It lets the planner use the indexes of resources and policies, which begin with the status. */
const ANY_STATUS = `r.status IN (${requestStatus.options.map((status) => `'${status}'`).join(', ')})`;

/** Applies the filters to the requests `r`. */
export function filter(requests: Conditions, filters: RequestFilters): void {
  const { requester, resource, account, policyId, accessStatus, from, to } = filters;
  if (requester !== undefined) requests.and`r.requester_id = ${requester}`;
  if (resource !== undefined) requests.add(ANY_STATUS).and`r.resource_key = ${foldName(resource)}`;
  if (account !== undefined) requests.and`r.account_key = ${foldName(account)}`;
  if (policyId !== undefined) requests.add(ANY_STATUS).and`r.policy_id = ${policyId}`;
  if (from !== undefined) requests.and`r.submitted_at >= ${from}`;
  if (to !== undefined) requests.and`r.submitted_at < ${to}`;
  if (accessStatus?.length) requests.add(anyAccessStatus(accessStatus));
}
