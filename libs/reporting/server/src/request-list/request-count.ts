import { requestStatus } from '@countersign/contracts';
import type { RequestStatus } from '@countersign/contracts';
import { prepared } from '@countersign/messaging';
import type { ProjectionTransaction } from '@countersign/messaging';
import type { StatusMove } from './request-log.js';

const addChanges = (table: string) => `
  UPDATE ${table} AS counted
     SET count = counted.count + change.count
    FROM json_to_recordset($1) AS change (status text, count bigint)
   WHERE counted.status = change.status AND counted.counted_by = $2`;

const countAnew = (table: string, requests: string) => `
  INSERT INTO ${table} (status, count, counted_by)
  SELECT status, coalesce(found.count, 0), $2
    FROM unnest($1::text[]) AS status
    LEFT JOIN (SELECT status, count(*) AS count FROM ${requests} GROUP BY status) AS found USING (status)
  ON CONFLICT (status) DO UPDATE SET count = excluded.count, counted_by = excluded.counted_by`;

/**
 * Keeps `request_count` true to `request_list`, in the transaction that changed it. Only what the counter itself
 * has counted is counted on: after another process led, which may have been of a version without a counter, it
 * counts anew.
 * @param counter - UUID of whoever counts; another for each process
 */
export async function countRequests(
  moves: readonly StatusMove[],
  counter: string,
  tx: ProjectionTransaction,
): Promise<void> {
  const changes = changesPerStatus(moves);
  if (!changes.length) return;
  const counts = tx.table('request_count');
  const added = await tx.client.query(prepared(addChanges(counts), [JSON.stringify(changes), counter]));
  if (added.rowCount === changes.length) return;
  await tx.client.query(countAnew(counts, tx.table('request_list')), [requestStatus.options, counter]);
}

/** By how much the count of each status changes, those left out that stay. */
function changesPerStatus(moves: readonly StatusMove[]) {
  const changes = new Map<RequestStatus, number>();
  const add = (status: RequestStatus, by: number) => changes.set(status, (changes.get(status) ?? 0) + by);
  for (const { was, is } of moves) {
    if (was !== null) add(was, -1);
    add(is, 1);
  }
  return [...changes].flatMap(([status, count]) => (count ? { status, count } : []));
}
