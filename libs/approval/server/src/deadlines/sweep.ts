import type { ClientBase } from 'pg';
import type { Deadline, Expiry } from './expiry.js';

const PAGE = 100;
/** After a failure the same deadlines are tried again this soon. */
const RETRY_MS = 1000;

/** One reading of the clock decides what is due and when it expires. */
const next = (table: string): string => `
  WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS now)
  SELECT request_id, event_id, correlation_id, due_at::text AS due_at, clock.now,
         extract(epoch FROM due_at - clock.now)::float8 * 1000 AS wait_ms
    FROM ${table}, clock
   WHERE (due_at, request_id) > ($1::timestamptz, $2)
   ORDER BY due_at, request_id
   LIMIT ${PAGE}`;

const remove = (table: string): string => `DELETE FROM ${table} WHERE request_id = ANY ($1)`;

interface Row {
  request_id: string;
  event_id: string;
  correlation_id: string;
  due_at: string;
  /** The database's clock when it looked. */
  now: Date;
  wait_ms: number;
}

/** What a sweep came to. */
export interface Swept {
  /** Milliseconds until the next deadline, or until what failed is to be tried again; Infinity without either. */
  waitMs: number;
  /** Why some expiries could not be recorded. */
  failures: unknown[];
}

/** Expires whatever is due by the database's clock, page by page, so that one that fails holds up no other. */
export async function sweep(
  client: ClientBase,
  table: string,
  expiry: Pick<Expiry, 'expire'>,
): Promise<Swept> {
  let after: [dueAt: string, requestId: string] = ['-infinity', ''];
  const failures: unknown[] = [];
  for (;;) {
    const { rows } = await client.query<Row>(next(table), after);
    const due = rows.filter((row) => row.wait_ms <= 0);
    const handled = await expireAll(due, expiry, failures);
    if (handled.length) await client.query(remove(table), [handled]);
    const last = rows.at(-1);
    if (!last || due.length < PAGE) return { waitMs: waitOf(rows, failures), failures };
    after = [last.due_at, last.request_id];
  }
}

function waitOf(rows: Row[], failures: unknown[]): number {
  const waiting = rows.find((row) => row.wait_ms > 0);
  return Math.min(waiting?.wait_ms ?? Infinity, failures.length ? RETRY_MS : Infinity);
}

/** The request ids of those that need no more attention. */
async function expireAll(
  rows: Row[],
  expiry: Pick<Expiry, 'expire'>,
  failures: unknown[],
): Promise<string[]> {
  const outcomes = await Promise.allSettled(rows.map((row) => expiry.expire(deadlineOf(row), row.now)));
  return outcomes.flatMap((outcome, i) => {
    if (outcome.status === 'fulfilled') return rows[i]?.request_id ?? [];
    failures.push(outcome.reason);
    return [];
  });
}

function deadlineOf({ request_id, event_id, correlation_id }: Row): Deadline {
  return { requestId: request_id, eventId: event_id, correlationId: correlation_id };
}
