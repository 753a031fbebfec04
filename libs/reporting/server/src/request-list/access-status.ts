import type { AccessStatus } from '@countersign/contracts';

/**
 * When an access has which status, over a row `r` that was granted one: the first that holds. Nothing has to
 * happen for a window to open or to close, the database's clock does (rule 11).
 */
const ACCESS_STATUSES: readonly (readonly [AccessStatus, string])[] = [
  ['revoked', 'r.revokedAt IS NOT NULL'],
  ['checked-in', 'r.checkedInAt IS NOT NULL'],
  ['ended', '(r.accessEndedAt IS NOT NULL OR r.accessEndsAt <= now())'],
  ['checked-out', 'r.checkedOutAt IS NOT NULL'],
  ['available', 'r.accessStartsAt <= now()'],
  ['scheduled', 'r.accessStartsAt > now()'],
];

/** The status of an access as a value; null where nothing was granted. */
export const ACCESS_STATUS = `CASE ${ACCESS_STATUSES.map(([status, holds]) => `WHEN ${holds} THEN '${status}'`).join(' ')} END`;

/**
 * Any of the statuses as a condition. It is on bare columns, not on {@link ACCESS_STATUS}, so that an index can
 * answer it: the planner turns `NOT (end <= now())` into `end > now()`.
 */
export function anyAccessStatus(wanted: readonly AccessStatus[]): string {
  return `(${wanted.map((status) => `(${conditionOf(status)})`).join(' OR ')})`;
}

/** It holds, and none before it does. */
function conditionOf(wanted: AccessStatus): string {
  const at = ACCESS_STATUSES.findIndex(([status]) => status === wanted);
  return ACCESS_STATUSES.slice(0, at + 1)
    .map(([, holds], n) => (n === at ? holds : `NOT ${holds}`))
    .join(' AND ');
}
