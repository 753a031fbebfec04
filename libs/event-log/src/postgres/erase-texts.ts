import type { ClientBase } from 'pg';
import { ERASURES_STREAM } from '@countersign/contracts';
import type { LogName } from '@countersign/contracts';
import { inTransactionOn } from '@countersign/postgres';
import { erasureAppend, portionsOf } from '../erasure.js';
import type { Erasure } from '../erasure.js';
import type { PositionRange } from '@countersign/proof';
import { prepareErasure } from '../prepared-append.js';
import { eraseCall } from './append-call.js';
import { DEFAULT_OWNER } from './install-log.js';

/** What an erasure needs to know of a log in PostgreSQL. */
export interface LogErasure extends Erasure {
  log: LogName;
  /** The role that owns the log; no other role can erase. */
  ownerRole?: string;
}

/**
 * Erases the private texts of the events at some positions, and records the operator and the reason in
 * `personal_data.erased`, in the same transaction. Many events take several transactions. An interrupted call can be
 * repeated: events whose text is already erased are skipped.
 * @param admin - a connection outside a transaction, of a role that can become the log's owner
 * @returns how many events were emptied
 * @throws ZodError if the record would be invalid
 */
export async function eraseTexts(
  admin: ClientBase,
  { log, ownerRole = DEFAULT_OWNER, ...erasure }: LogErasure,
): Promise<number> {
  let emptied = 0;
  for (const portion of portionsOf(erasure.ranges))
    emptied += await asOwner(admin, ownerRole, async () => {
      const ranges = await rangesWithTexts(admin, log, portion);
      return ranges.length ? erase(admin, log, { ...erasure, ranges }) : 0;
    });
  return emptied;
}

function asOwner<T>(admin: ClientBase, ownerRole: string, work: () => Promise<T>): Promise<T> {
  return inTransactionOn(admin, async () => {
    await admin.query(`SET LOCAL ROLE ${admin.escapeIdentifier(ownerRole)}`);
    return work();
  });
}

/** The ranges that contain an event with a private text. */
async function rangesWithTexts(
  admin: ClientBase,
  log: LogName,
  ranges: readonly PositionRange[],
): Promise<PositionRange[]> {
  const { rows } = await admin.query<{ first: string; last: string }>(
    `SELECT r.first, r.last
     FROM unnest($1::bigint[], $2::bigint[]) AS r(first, last)
     WHERE EXISTS (SELECT FROM ${log}.event AS e
                   WHERE e.position BETWEEN r.first AND r.last AND e.private IS NOT NULL)
     ORDER BY r.first`,
    [ranges.map(([first]) => first), ranges.map(([, last]) => last)],
  );
  return rows.map(({ first, last }) => [Number(first), Number(last)]);
}

/** The head is locked before the version of the stream is read, so nobody can append to it in between. */
async function erase(admin: ClientBase, log: LogName, erasure: Erasure): Promise<number> {
  await admin.query(`SELECT FROM ${log}.head FOR NO KEY UPDATE`);
  const { rows } = await admin.query<{ version: number }>(
    `SELECT coalesce(max(m.version), 0) AS version FROM ${log}.membership AS m WHERE m.stream = $1`,
    [ERASURES_STREAM],
  );
  const append = prepareErasure(erasureAppend(erasure, rows[0]?.version ?? 0));
  const { text, values } = eraseCall(log, append);
  const erased = await admin.query<{ emptied: number | null }>({ text, values });
  const emptied = erased.rows[0]?.emptied ?? null;
  if (emptied === null) throw new Error(`the erasure in log ${log} was not recorded`);
  return emptied;
}
