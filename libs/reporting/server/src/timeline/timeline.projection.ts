import type { LogName, RecordedEvent } from '@countersign/contracts';
import { prepared } from '@countersign/messaging';
import type { Projection, ProjectionTransaction } from '@countersign/messaging';
import { timelineRow } from './timeline-row.js';

const insertEntries = (table: string) => `
  INSERT INTO ${table} (request_id, log, position, id, type, recorded_at, actor, comment, data, hash)
  SELECT request_id, log, position, id, type, recorded_at, actor, comment, data, hash
    FROM json_populate_recordset(NULL::${table}, $1)
  ON CONFLICT (log, position) DO NOTHING`;

/** Every event of request, approval and access, by request. Types of a later version are shown as they are. */
export class TimelineProjection implements Projection {
  readonly name = 'timeline';
  readonly logs = ['request', 'approval'] as const;
  readonly tables = ['timeline_entry'] as const;

  async apply(events: RecordedEvent[], log: LogName, tx: ProjectionTransaction): Promise<void> {
    const rows = events.flatMap((event) => timelineRow(event, log) ?? []);
    if (rows.length)
      await tx.client.query(prepared(insertEntries(tx.table('timeline_entry')), [JSON.stringify(rows)]));
  }
}
