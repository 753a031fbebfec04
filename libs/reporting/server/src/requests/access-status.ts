import type { AccessStatus } from '@countersign/contracts';

/** Granted, not recorded as over, and not past its end. Few accesses are live: an end is recorded within a second. */
const LIVE = `r.access_state = 'standing' AND r.access_ends_at > now()`;

/**
 * The conditions under which the access of a row `r` has a status. A window opens and closes by the database's clock,
 * without any event. The conditions compare columns, so that an index can answer them.
 */
const ACCESS_STATUSES: Record<AccessStatus, string> = {
  scheduled: `(${LIVE} AND r.checked_out_at IS NULL AND r.access_starts_at > now())`,
  available: `(${LIVE} AND r.checked_out_at IS NULL AND r.access_starts_at <= now())`,
  'checked-out': `(${LIVE} AND r.checked_out_at IS NOT NULL)`,
  'checked-in': `r.access_state = 'checked-in'`,
  ended: `(r.access_state = 'ended' OR r.access_state = 'standing' AND r.access_ends_at <= now())`,
  revoked: `r.access_state = 'revoked'`,
};

/** The status of an access as a value; null if no access was granted. */
export const ACCESS_STATUS = `CASE ${Object.entries(ACCESS_STATUSES)
  .map(([status, holds]) => `WHEN ${holds} THEN '${status}'`)
  .join(' ')} END`;

/** Whether the access has any of the statuses. */
export function anyAccessStatus(wanted: readonly AccessStatus[]): string {
  return `(${wanted.map((status) => ACCESS_STATUSES[status]).join(' OR ')})`;
}
