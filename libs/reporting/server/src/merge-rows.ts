import { prepared } from '@countersign/messaging';
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

/** New rows as their own batch leaves them, by the rule of the update: what a change does not name stays. */
export function changedRows<Row extends { id: string }, Change extends object>(
  rows: readonly Row[],
  changes: ReadonlyMap<string, Change>,
): (Row & Partial<Change>)[] {
  return rows.map((row) => ({ ...row, ...named(changes.get(row.id)) }));
}

function named<Change extends object>(change: Change | undefined): Partial<Change> {
  const columns = Object.entries(change ?? {}).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(columns) as Partial<Change>;
}

/**
 * Changes that no new row carries: those of rows that were there before the batch.
 * @param inserted - how many of the rows were new; unless all were, every change is written once more
 */
export function changesBesides<Change extends { id: string }>(
  rows: readonly { id: string }[],
  changes: ReadonlyMap<string, Change>,
  inserted: number,
): Change[] {
  const fresh = new Set(inserted === rows.length ? rows.map(({ id }) => id) : []);
  return [...changes.values()].filter(({ id }) => !fresh.has(id));
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
  const inserted = rows.length
    ? await tx.client.query(prepared(insertRows(table), [JSON.stringify(changedRows(rows, changes))]))
    : undefined;
  const left = changesBesides(rows, changes, inserted?.rowCount ?? 0);
  if (!left.length) return;
  const { rowCount } = await tx.client.query(updateRows(table, columns), [JSON.stringify(left)]);
  const missing = left.length - (rowCount ?? 0);
  if (missing) throw new Error(`${missing} of the requests that changed were never seen to be submitted`);
}
