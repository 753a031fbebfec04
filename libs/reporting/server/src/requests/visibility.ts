import { hasRole } from '@countersign/contracts';
import type { Caller } from '@countersign/contracts';
import { keysOfCaller, personKey } from '../approver-keys.js';
import type { Conditions } from '../conditions.js';
import { REPORTING_SCHEMA } from '../reporting-schema.js';
import { approverQuery } from '../search/terms.js';

/**
 * Restricts the requests `r` to what the caller may see (rules.md#visibility): their own requests, and requests whose
 * policy names them in any step; policy admins and auditors see every request. The condition is part of the statement, so
 * that neither counts nor pages reveal anything about other requests.
 */
export function visibleTo(requests: Conditions, caller: Caller): void {
  if (hasRole(caller, 'policy-admin', 'auditor')) return;
  const { id, issuer } = caller;
  const approver = approverQuery(caller);
  requests.and`(r.requester_id = ${id} AND r.requester_issuer = ${issuer} OR r.terms @@ ${approver}::tsquery)`;
}

/** The approvals `a` beside the requests `r`, for {@link awaiting}. */
export const JOIN_APPROVAL = `JOIN ${REPORTING_SCHEMA}.approval AS a ON a.request_id = r.id`;

/**
 * Restricts the requests to those that wait for the caller (rules.md#eligibility): pending by the request log, not
 * expired, and open to the caller by the approval log. A person for whom a step is open may see the request, so
 * {@link visibleTo} need not be added. Without an open step `open_to` is empty. A further condition on the open step would
 * make the planner expect so few rows that it reads all of them before it sorts.
 */
export function awaiting(requests: Conditions, caller: Caller): void {
  requests.add(`r.status = 'pending' AND r.expires_at > now()`);
  requests.and`a.open_to && ${keysOfCaller(caller)} AND NOT a.closed_to && ${[personKey(caller)]}`;
}
