import { periodOf } from '../period.js';
import type { ReportsSearch } from '../search.js';

/** The report's filters as the API takes them; the file that is downloaded has the same. */
export function reportQuery(search: ReportsSearch, zone: string) {
  const { status, accessStatus, requester, resource, account, policyId } = search;
  return {
    ...periodOf(search, zone),
    ...(status && { status }),
    ...(accessStatus && { accessStatus }),
    ...(requester !== undefined && { requester }),
    ...(resource !== undefined && { resource }),
    ...(account !== undefined && { account }),
    ...(policyId !== undefined && { policyId }),
  };
}
export type ReportQuery = ReturnType<typeof reportQuery>;
