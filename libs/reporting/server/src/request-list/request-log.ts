import type { RecordedEvent, RequestStatus } from '@countersign/contracts';
import { prepared } from '@countersign/messaging';
import type { ProjectionTransaction } from '@countersign/messaging';
import { changedRows, changesBesides } from '../merge-rows.js';
import { CHANGING, changesOf } from './request-changes.js';
import type { RequestRow } from './request-row.js';

/** A request that came to a status, and the one it left; null for a new one. */
export interface StatusMove {
  was: RequestStatus | null;
  is: RequestStatus;
}

/** A row once written is never written anew: what a request asked for cannot change. */
const insertRows = (table: string) => `
  INSERT INTO ${table}
  SELECT * FROM json_populate_recordset(NULL::${table}, $1)
  ON CONFLICT (id) DO NOTHING
  RETURNING NULL AS was, status AS is`;

const updateRows = (table: string) => `
  UPDATE ${table} AS row
     SET ${CHANGING.map((column) => `${column} = coalesce(change.${column}, row.${column})`).join(', ')}
    FROM json_populate_recordset(NULL::${table}, $1) AS change
    JOIN ${table} AS before ON before.id = change.id
   WHERE row.id = change.id
  RETURNING before.status AS was, row.status AS is`;

/**
 * Applies events of the request log to `request_list`, in at most two statements whatever their number.
 * @returns the moves between statuses that it made, none for what was there already
 */
export async function applyRequestLog(
  events: RecordedEvent[],
  tx: ProjectionTransaction,
): Promise<StatusMove[]> {
  const { rows, changes } = changesOf(events);
  const inserted = await insert(changedRows(rows, changes), tx);
  return [...inserted, ...(await update(changesBesides(rows, changes, inserted.length), tx))];
}

async function insert(rows: RequestRow[], tx: ProjectionTransaction): Promise<StatusMove[]> {
  if (!rows.length) return [];
  const inserted = await tx.client.query<StatusMove>(
    prepared(insertRows(tx.table('request_list')), [JSON.stringify(rows)]),
  );
  return inserted.rows;
}

async function update(changes: object[], tx: ProjectionTransaction): Promise<StatusMove[]> {
  if (!changes.length) return [];
  const json = JSON.stringify(changes);
  const updated = await tx.client.query<StatusMove>(updateRows(tx.table('request_list')), [json]);
  const missing = changes.length - updated.rows.length;
  if (missing) throw new Error(`${missing} of the requests that changed were never seen to be submitted`);
  return updated.rows;
}
