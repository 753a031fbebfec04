import type { ClientBase } from 'pg';
import type { DueHandler } from './deadline.js';

/** Deadlines handled at the same time; their appends share flushes of the log. */
const PAGE = 500;
/** Pause after a failure until the same deadlines are retried. */
const RETRY_MS = 1000;

/**
 * The due deadlines, and the next one. It runs whenever a deadline is set, and most of them are far off, so it is
 * prepared: planning takes longer than running it. One clock reading decides what is due and when it is handled.
 */
const next = (table: string): string => `
  WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS now)
  SELECT d.key, d.event_id, d.correlation_id, d.due_at::text AS due_at, clock.now,
         extract(epoch FROM d.due_at - clock.now)::float8 * 1000 AS wait_ms
    FROM clock,
         ((SELECT * FROM ${table}
            WHERE (due_at, key) > ($1::timestamptz, $2) AND due_at <= (SELECT now FROM clock)
            ORDER BY due_at, key
            LIMIT ${PAGE})
          UNION ALL
          (SELECT * FROM ${table}
            WHERE due_at > (SELECT now FROM clock)
            ORDER BY due_at, key
            LIMIT 1)) AS d
   ORDER BY d.due_at, d.key`;

/** Deletes a row only if it is still the same deadline: handling it may already have set the next one. */
const remove = (table: string): string => `
  DELETE FROM ${table} AS d USING unnest($1::text[], $2::text[]) AS done (key, event_id)
   WHERE d.key = done.key AND d.event_id = done.event_id`;

interface Row {
  key: string;
  event_id: string;
  correlation_id: string;
  due_at: string;
  /** The database's time of this look. */
  now: Date;
  wait_ms: number;
}

/** What a sweep works on. */
export interface SweepOptions {
  /** Quoted and qualified name. */
  table: string;
  handler: DueHandler;
  /** Called for each handled deadline with its lateness. */
  onHandled?: (secondsLate: number) => void;
}

/** Result of a sweep. */
export interface Swept {
  /** Milliseconds until the next deadline or the next retry; Infinity without either. */
  waitMs: number;
  /** Why some deadlines could not be handled. */
  failures: unknown[];
}

/** Handles all deadlines due by the database's clock, page by page; a failing deadline does not hold up the others. */
export async function sweep(client: ClientBase, options: SweepOptions): Promise<Swept> {
  let after: [dueAt: string, key: string] = ['-infinity', ''];
  const failures: unknown[] = [];
  for (;;) {
    const question = { name: `next in ${options.table}`, text: next(options.table), values: after };
    const { rows } = await client.query<Row>(question);
    const lookedAt = performance.now();
    const due = rows.filter((row) => row.wait_ms <= 0);
    const handled = await handleAll(due, options, { lookedAt, failures });
    if (handled.length) await client.query(remove(options.table), keysOf(handled));
    const last = due.at(-1);
    if (!last || due.length < PAGE) return { waitMs: waitOf(rows, lookedAt, failures), failures };
    after = [last.due_at, last.key];
  }
}

/** The clock went on while deadlines were being handled. */
function waitOf(rows: Row[], lookedAt: number, failures: unknown[]): number {
  const waiting = rows.find((row) => row.wait_ms > 0)?.wait_ms ?? Infinity;
  const left = Math.max(0, waiting - (performance.now() - lookedAt));
  return Math.min(left, failures.length ? RETRY_MS : Infinity);
}

/** The deadlines that are settled. */
async function handleAll(
  rows: Row[],
  { handler, onHandled }: SweepOptions,
  { lookedAt, failures }: { lookedAt: number; failures: unknown[] },
): Promise<Row[]> {
  const handled: Row[] = [];
  const handle = async (row: Row): Promise<void> => {
    const { key, event_id: eventId, correlation_id: correlationId, now } = row;
    try {
      await handler.handle({ key, eventId, correlationId }, now);
      handled.push(row);
      onHandled?.((performance.now() - lookedAt - row.wait_ms) / 1000);
    } catch (error) {
      failures.push(error);
    }
  };
  await Promise.all(rows.map(handle));
  return handled;
}

function keysOf(rows: Row[]): [keys: string[], eventIds: string[]] {
  return [rows.map(({ key }) => key), rows.map(({ event_id }) => event_id)];
}
