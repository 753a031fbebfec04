import type { ClientBase } from 'pg';
import type { LogName } from '@countersign/contracts';

/** Which mirror is to be recreated, and why. */
export interface MirrorRenewalWish {
  log: LogName;
  /** As recorded: `erasure of personal data`. */
  reason: string;
  /** The renewal that the existing mirror was created for. */
  present: number;
}

/** After a restore the table may be behind the mirror, and a number that the mirror already has would have no effect. */
const insert = (log: LogName): string => `
  INSERT INTO ${log}.mirror_renewal (number, reason)
  SELECT greatest($1, coalesce(max(number), 0)) + 1, $2 FROM ${log}.mirror_renewal
  RETURNING number`;

/**
 * Asks the relay of a log to recreate the log's mirror. No other part may delete a mirror. The relay does it within
 * seconds, as soon as it runs.
 * @param admin - an administrator's connection
 * @returns the number of the renewal, which the new mirror will carry
 */
export async function wishMirrorRenewal(
  admin: ClientBase,
  { log, reason, present }: MirrorRenewalWish,
): Promise<number> {
  const { rows } = await admin.query<{ number: string }>(insert(log), [present, reason]);
  return Number(rows[0]?.number);
}
