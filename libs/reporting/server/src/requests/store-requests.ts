import type { RequestEvent } from '@countersign/contracts';
import { prepared } from '@countersign/postgres';
import type { ProjectionTransaction } from '@countersign/consumers';
import type { Recorded } from '../recorded.js';
import { RowsSource } from '../rows-source.js';
import { CHANGE_COLUMNS, requestChangeOf } from './request-change.js';
import type { RequestChange } from './request-change.js';
import { counting, recount } from './request-count.js';
import type { Counted } from './request-count.js';
import { REQUEST_COLUMNS, requestRowOf } from './request-row.js';
import type { RequestRow } from './request-row.js';

type WholeRow = RequestRow & Omit<RequestChange, keyof RequestRow>;

const freshRows = new RowsSource<RequestRow>(REQUEST_COLUMNS);
const wholeRows = new RowsSource<WholeRow>({ ...CHANGE_COLUMNS, ...REQUEST_COLUMNS });
const changedRows = new RowsSource<RequestChange>(CHANGE_COLUMNS);

/** A row that is there is not written again: what was asked for cannot change. */
const insert = <Row extends RequestRow>(rows: RowsSource<Row>, table: string, counts: string) => `
  WITH begun AS (
    INSERT INTO ${table} (${rows.columns})
    SELECT ${rows.values} FROM ${rows.from}
    ON CONFLICT (id) DO NOTHING
    RETURNING NULL AS was, status AS "is"
  ), ${counting(counts, 'begun', rows.next)}`;

const CHANGING = Object.keys(CHANGE_COLUMNS).filter(
  (column): column is Exclude<keyof RequestChange, 'id'> => column !== 'id',
);

/**
 * Nothing is ever taken back, so a column without a new value keeps its own. `before` is the row as it was, which
 * RETURNING itself tells from PostgreSQL 18 on only.
 */
const update = (table: string, counts: string) => `
  WITH changed AS (
    UPDATE ${table} AS row
       SET ${CHANGING.map((column) => `${column} = coalesce(${changedRows.value(column)}, row.${column})`).join(', ')}
      FROM ${changedRows.from}, ${table} AS before
     WHERE row.id = given.id AND before.id = given.id
    RETURNING before.status AS was, row.status AS "is"
  ), ${counting(counts, 'changed', changedRows.next)}`;

/**
 * Applies events of the request log to `request` and `request_count`, in at most two statements whatever their number:
 * what happens to a row within a batch is written once.
 * @param counter - UUID of the process that counts
 * @throws Error when a request that changes was never seen: its stream is parked rather than shown wrong
 */
export async function storeRequests(
  events: readonly Recorded<RequestEvent>[],
  counter: string,
  tx: ProjectionTransaction,
): Promise<void> {
  const { rows, changes } = folded(events);
  const begun = await insertRows(rows, changes, counter, tx);
  const areNew = begun.written === rows.size;
  const left = [...changes.values()].filter(({ id }) => !areNew || !rows.has(id));
  const changed = await updateRows(left, counter, tx);
  const missing = left.length - changed.written;
  if (missing > 0) throw new Error(`${missing} of the requests that changed were never seen to be submitted`);
  if (!begun.isCounted || !changed.isCounted) await recount(counter, tx);
}

interface Folded {
  rows: Map<string, RequestRow>;
  changes: Map<string, RequestChange>;
}

/** What the events begin and change, by request. In the log a row is begun before anything changes it. */
function folded(events: readonly Recorded<RequestEvent>[]): Folded {
  const rows: Folded['rows'] = new Map();
  const changes: Folded['changes'] = new Map();
  for (const event of events) {
    const row = requestRowOf(event);
    if (row && !rows.has(row.id)) rows.set(row.id, row);
    const change = requestChangeOf(event);
    if (change) changes.set(change.id, { ...changes.get(change.id), ...named(change) });
  }
  return { rows, changes };
}

function named<Change extends object>(change: Change): Change {
  const values = Object.entries(change).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(values) as Change;
}

const NOTHING: Counted = { written: 0, isCounted: true };

async function insertRows(
  rows: Folded['rows'],
  changes: Folded['changes'],
  counter: string,
  tx: ProjectionTransaction,
): Promise<Counted> {
  if (rows.size === 0) return NOTHING;
  const fresh = [...rows.values()];
  if (!fresh.some(({ id }) => changes.has(id))) return insertFrom(freshRows, fresh, counter, tx);
  const whole = fresh.map((row) => ({ ...row, ...changes.get(row.id) }));
  return insertFrom(wholeRows, whole, counter, tx);
}

async function insertFrom<Row extends RequestRow>(
  source: RowsSource<Row>,
  rows: readonly Row[],
  counter: string,
  tx: ProjectionTransaction,
): Promise<Counted> {
  const statement = insert(source, tx.table('request'), tx.table('request_count'));
  const { rows: answer } = await tx.client.query<Counted>(
    prepared(statement, [...source.parameters(rows), counter]),
  );
  return answer[0] ?? NOTHING;
}

async function updateRows(
  changes: readonly RequestChange[],
  counter: string,
  tx: ProjectionTransaction,
): Promise<Counted> {
  if (changes.length === 0) return NOTHING;
  const statement = update(tx.table('request'), tx.table('request_count'));
  const { rows } = await tx.client.query<Counted>(
    prepared(statement, [...changedRows.parameters(changes), counter]),
  );
  return rows[0] ?? NOTHING;
}
