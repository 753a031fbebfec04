import type { LogName, RecordedEvent } from '@countersign/contracts';
import { prepared } from '@countersign/messaging';
import type { Projection, ProjectionTransaction } from '@countersign/messaging';
import { timelineRow } from './timeline-row.js';

/** The data comes apart from the rest: within the rows it would be parsed, cut out, and parsed again. */
const insertEntries = (table: string) => `
  INSERT INTO ${table} (request_id, log, position, id, type, recorded_at, actor, comment, hash, data)
  SELECT request_id, log, position, id, type, recorded_at, actor, comment, hash, value
    FROM ROWS FROM (json_populate_recordset(NULL::${table}, $1), json_array_elements($2)) AS entry
  ON CONFLICT (log, position) DO NOTHING`;

/** Every event of request, approval and access, by request. Types of a later version are shown as they are. */
export class TimelineProjection implements Projection {
  readonly name = 'timeline';
  readonly logs = ['request', 'approval'] as const;
  readonly tables = ['timeline_entry'] as const;

  async apply(events: RecordedEvent[], log: LogName, tx: ProjectionTransaction): Promise<void> {
    const rows = events.flatMap((event) => timelineRow(event, log) ?? []);
    if (!rows.length) return;
    const facts = rows.map((row) => ({ ...row, data: undefined }));
    const values = [facts, rows.map(({ data }) => data)].map((list) => JSON.stringify(list));
    await tx.client.query(prepared(insertEntries(tx.table('timeline_entry')), values));
  }
}
