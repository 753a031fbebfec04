import type { ProjectionTransaction } from '@countersign/messaging';

/** New rows by column, and what changes of rows: merged in the order of the log, so that each row is written once. */
export interface RowChanges<Row extends { id: string }> {
  rows: Row[];
  changes: Map<string, Partial<Row> & { id: string }>;
}

/** A row once written is never written anew: what a request asked for cannot change. */
const insertRows = (table: string) => `
  INSERT INTO ${table}
  SELECT * FROM json_populate_recordset(NULL::${table}, $1)
  ON CONFLICT (id) DO NOTHING`;

/** What a change does not name stays: nothing in these tables is ever taken back. */
const updateRows = (table: string, columns: readonly string[]) => `
  UPDATE ${table} AS row
     SET ${columns.map((column) => `${column} = COALESCE(change.${column}, row.${column})`).join(', ')}
    FROM json_populate_recordset(NULL::${table}, $1) AS change
   WHERE row.id = change.id`;

/** Notes a change behind those of the same row before it. */
export function noteChange<Row extends { id: string }>(
  { changes }: RowChanges<Row>,
  change: Partial<Row> & { id: string },
): void {
  changes.set(change.id, { ...changes.get(change.id), ...change });
}

/**
 * Writes a batch, in at most two statements whatever its size.
 * @param columns - those that change
 * @throws Error when a row that changes was never seen: its stream is parked rather than shown wrong
 */
export async function mergeRows<Row extends { id: string }>(
  { rows, changes }: RowChanges<Row>,
  tx: ProjectionTransaction,
  { table, columns }: { table: string; columns: readonly string[] },
): Promise<void> {
  if (rows.length) await tx.client.query(insertRows(table), [JSON.stringify(rows)]);
  if (!changes.size) return;
  const { rowCount } = await tx.client.query(updateRows(table, columns), [
    JSON.stringify([...changes.values()]),
  ]);
  const missing = changes.size - (rowCount ?? 0);
  if (missing) throw new Error(`${missing} of the requests that changed were never seen to be submitted`);
}
