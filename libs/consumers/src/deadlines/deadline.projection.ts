import type { LogName, RecordedEvent } from '@countersign/contracts';
import type { Projection, ProjectionTransaction } from '../consumers.js';
import { prepared } from '@countersign/postgres';
import { DEADLINE, deadlineChannel, deadlineConsumer, deadlineSchema, LOOK_EVERY_MS } from './deadline.js';
import type { DeadlineOf } from './deadline.js';

/** Announces only deadlines that are due before the keeper's next regular look; each announcement costs it a look. */
const upsert = (table: string): string => `
  WITH written AS (
    INSERT INTO ${table} (key, due_at, event_id, correlation_id)
    SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[])
    ON CONFLICT (key) DO UPDATE
       SET due_at = excluded.due_at, event_id = excluded.event_id, correlation_id = excluded.correlation_id
    RETURNING due_at
  )
  SELECT pg_notify($5, '') FROM written
   WHERE due_at < clock_timestamp() + interval '${2 * LOOK_EVERY_MS} ms'
   LIMIT 1`;

const remove = (table: string): string => `DELETE FROM ${table} WHERE key = ANY ($1)`;

interface SetDeadline {
  key: string;
  dueAt: Date | string;
  event: RecordedEvent;
}

/**
 * The table of a context's deadlines, which its keeper reads. Each context derives a class from it, so that Nest can
 * distinguish them.
 */
export class DeadlineProjection implements Projection {
  readonly name: string;
  readonly logs: readonly [LogName];
  readonly schema: string;
  readonly tables = [DEADLINE] as const;

  constructor(
    log: LogName,
    private readonly deadlineOf: DeadlineOf,
  ) {
    this.name = deadlineConsumer(log);
    this.logs = [log];
    this.schema = deadlineSchema(log);
  }

  async apply(events: RecordedEvent[], log: LogName, tx: ProjectionTransaction): Promise<void> {
    const { set, cleared } = lastChanges(events, this.deadlineOf);
    const table = tx.table(DEADLINE);
    if (cleared.length) await tx.client.query(remove(table), [cleared]);
    if (!set.length) return;
    const values = [...columns(set), deadlineChannel(log)];
    await tx.client.query(prepared(upsert(table), values));
  }
}

/** Reduces a batch to the last change per key, because one statement cannot change a row twice. */
function lastChanges(
  events: RecordedEvent[],
  deadlineOf: DeadlineOf,
): { set: SetDeadline[]; cleared: string[] } {
  const last = new Map<string, SetDeadline | null>();
  for (const event of events) {
    const change = deadlineOf(event);
    if (change) last.set(change.key, change.kind === 'set' ? { ...change, event } : null);
  }
  const set = [...last.values()].filter((one) => one !== null);
  return { set, cleared: [...last.keys()].filter((key) => !last.get(key)) };
}

function columns(set: SetDeadline[]): (Date | string)[][] {
  return [
    set.map(({ key }) => key),
    set.map(({ dueAt }) => dueAt),
    set.map(({ event }) => event.id),
    set.map(({ event }) => event.correlationId),
  ];
}
