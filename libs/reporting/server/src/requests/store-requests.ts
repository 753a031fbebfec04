import { requestStatus } from '@countersign/contracts';
import type { RequestEvent } from '@countersign/contracts';
import { prepared } from '@countersign/postgres';
import type { ProjectionTransaction } from '@countersign/consumers';
import type { Recorded } from '../recorded.js';
import { RowsSource } from '../rows-source.js';
import { CHANGE_COLUMNS, requestChangeOf } from './request-change.js';
import type { RequestChange } from './request-change.js';
import { REQUEST_COLUMNS, requestRowOf } from './request-row.js';
import type { RequestRow } from './request-row.js';

type WholeRow = RequestRow & Omit<RequestChange, keyof RequestRow>;

const freshRows = new RowsSource<RequestRow>(REQUEST_COLUMNS);
const wholeRows = new RowsSource<WholeRow>({ ...CHANGE_COLUMNS, ...REQUEST_COLUMNS });
const changedRows = new RowsSource<RequestChange>(CHANGE_COLUMNS);

/** An existing row is not written again, because a submission never changes. */
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
 * No value is ever removed, so a column without a new value keeps its value. `before` is the row before the update;
 * RETURNING has it only since PostgreSQL 18.
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
 * Applies events of the request log to `request` and `request_count`, in at most two statements for the whole batch: all
 * changes of a row within the batch are written at once.
 * @param counter - UUID of the process that counts
 * @throws Error when the submission of a request is missing: its stream is parked instead of being shown wrongly
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
  if (missing > 0) throw new Error(`the submissions of ${missing} changed requests are missing`);
  if (!begun.isCounted || !changed.isCounted) await recount(counter, tx);
}

interface Folded {
  rows: Map<string, RequestRow>;
  changes: Map<string, RequestChange>;
}

/** New rows and changes, by request. In the log, the submission of a request comes before its changes. */
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

/** The result of a statement with {@link counting}. */
export interface Counted {
  /** The number of written rows. */
  written: number;
  /** Whether the counts agree with the rows; otherwise {@link recount} must follow. */
  isCounted: boolean;
}

/**
 * The rest of a statement that writes requests: it keeps `request_count` in step with them. A process adds only to its own
 * counts: when another process has led in between, {@link recount} counts all requests.
 * @param written - a common table expression before this, with columns `was` (null for a new request) and `is`
 * @param counter - parameter with the UUID of the process that counts
 */
const counting = (counts: string, written: string, counter: string) => `
  moved AS (
    SELECT status, sum(by) AS by
      FROM (SELECT was AS status, -1 AS by FROM ${written} UNION ALL SELECT "is", 1 FROM ${written}) AS move
     WHERE status IS NOT NULL GROUP BY status HAVING sum(by) <> 0
  ), counted AS (
    UPDATE ${counts} AS counted SET count = counted.count + moved.by
      FROM moved
     WHERE counted.status = moved.status AND counted.counted_by = ${counter}
    RETURNING counted.status
  )
  SELECT (SELECT count(*)::int FROM ${written}) AS written,
         (SELECT count(*) FROM moved) = (SELECT count(*) FROM counted) AS "isCounted"`;

const countAll = (counts: string, requests: string) => `
  INSERT INTO ${counts} (status, count, counted_by)
  SELECT status, coalesce(found.count, 0), $2
    FROM unnest($1::text[]) AS status
    LEFT JOIN (SELECT status, count(*) AS count FROM ${requests} GROUP BY status) AS found USING (status)
  ON CONFLICT (status) DO UPDATE SET count = excluded.count, counted_by = excluded.counted_by`;

/** Counts every request. */
async function recount(counter: string, tx: ProjectionTransaction): Promise<void> {
  const statement = countAll(tx.table('request_count'), tx.table('request'));
  await tx.client.query(statement, [requestStatus.options, counter]);
}
