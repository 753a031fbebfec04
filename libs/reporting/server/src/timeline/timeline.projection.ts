import type { LogName, RecordedEvent } from '@countersign/contracts';
import type { Projection, ProjectionTransaction } from '@countersign/messaging';
import { timelineRow } from './timeline-row.js';

/** The data comes apart from the rest, an event a line: within the rows' JSON it would be parsed thrice. */
const insertEntries = (table: string) => `
  INSERT INTO ${table} (request_id, log, position, id, type, recorded_at, actor, comment, hash, data)
  SELECT request_id, log, position, id, type, recorded_at, actor, comment, hash, string_to_table::json
    FROM ROWS FROM (json_populate_recordset(NULL::${table}, $1), string_to_table($2, E'\\n')) AS entry
  ON CONFLICT (log, position) DO NOTHING`;

/** Every event of request, approval and access, by request. Types of a later version are shown as they are. */
export class TimelineProjection implements Projection {
  readonly name = 'timeline';
  readonly logs = ['request', 'approval'] as const;
  readonly tables = ['timeline_entry'] as const;

  async apply(events: RecordedEvent[], log: LogName, tx: ProjectionTransaction): Promise<void> {
    const rows = events.flatMap((event) => timelineRow(event, log) ?? []);
    if (!rows.length) return;
    const facts = rows.map(({ data: _data, ...row }) => row);
    const lines = rows.map(({ data }) => JSON.stringify(data));
    const values = [JSON.stringify(facts), lines.join('\n')];
    await tx.client.query(insertEntries(tx.table('timeline_entry')), values);
  }
}
