import type { ClientBase } from 'pg';
import type { Deadline, Expiry } from './expiry.js';

const PAGE = 100;
/** After a failure the same deadlines are tried again this soon. */
const RETRY_MS = 1000;

const next = (table: string): string => `
  SELECT request_id, event_id, correlation_id, due_at::text AS due_at,
         clock_timestamp() AS now,
         extract(epoch FROM due_at - clock_timestamp())::float8 * 1000 AS wait_ms
    FROM ${table}
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

/**
 * Expires whatever is due by the database's clock, page by page, so that one that fails holds up no other.
 * @returns milliseconds until the next deadline; Infinity when there is none
 */
export async function sweep(
  client: ClientBase,
  table: string,
  expiry: Pick<Expiry, 'expire'>,
  onFailure: (error: unknown) => void,
): Promise<number> {
  let after: [dueAt: string, requestId: string] = ['-infinity', ''];
  let failed = false;
  for (;;) {
    const { rows } = await client.query<Row>(next(table), after);
    const due = rows.filter((row) => row.wait_ms <= 0);
    const handled = await expireAll(due, expiry, onFailure);
    await client.query(remove(table), [handled]);
    failed ||= handled.length < due.length;
    const waiting = rows.find((row) => row.wait_ms > 0);
    const last = rows.at(-1);
    if (waiting || !last || rows.length < PAGE)
      return Math.min(waiting?.wait_ms ?? Infinity, failed ? RETRY_MS : Infinity);
    after = [last.due_at, last.request_id];
  }
}

/** The request ids of those that need no more attention. */
async function expireAll(
  rows: Row[],
  expiry: Pick<Expiry, 'expire'>,
  onFailure: (error: unknown) => void,
): Promise<string[]> {
  const outcomes = await Promise.all(
    rows.map((row) =>
      expiry.expire(deadlineOf(row), row.now).then(
        () => [row.request_id],
        (error: unknown) => {
          onFailure(error);
          return [];
        },
      ),
    ),
  );
  return outcomes.flat();
}

function deadlineOf({ request_id, event_id, correlation_id }: Row): Deadline {
  return { requestId: request_id, eventId: event_id, correlationId: correlation_id };
}
