import type { AccessStatus } from '@countersign/contracts';

/** Granted, not over on record, and not past its end. Such accesses are few: an end is recorded within a second. */
const LIVE = `r.access_state = 'standing' AND r.access_ends_at > now()`;

/**
 * The conditions under which the access of a row `r` has a status. Nothing has to happen for a window to open or to
 * close: the database's clock decides. They are conditions on columns, so that an index can answer them.
 */
const ACCESS_STATUSES: Record<AccessStatus, string> = {
  scheduled: `(${LIVE} AND r.checked_out_at IS NULL AND r.access_starts_at > now())`,
  available: `(${LIVE} AND r.checked_out_at IS NULL AND r.access_starts_at <= now())`,
  'checked-out': `(${LIVE} AND r.checked_out_at IS NOT NULL)`,
  'checked-in': `r.access_state = 'checked-in'`,
  ended: `(r.access_state = 'ended' OR r.access_state = 'standing' AND r.access_ends_at <= now())`,
  revoked: `r.access_state = 'revoked'`,
};

/** The status of an access as a value; null where nothing was granted. */
export const ACCESS_STATUS = `CASE ${Object.entries(ACCESS_STATUSES)
  .map(([status, holds]) => `WHEN ${holds} THEN '${status}'`)
  .join(' ')} END`;

/** Whether the access has any of the statuses. */
export function anyAccessStatus(wanted: readonly AccessStatus[]): string {
  return `(${wanted.map((status) => ACCESS_STATUSES[status]).join(' OR ')})`;
}
