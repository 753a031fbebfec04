import { CHECKPOINT_OWN_LOG, checkpointData } from '@countersign/contracts';
import type { LogName, RecordedEvent } from '@countersign/contracts';
import type { Projection, ProjectionTransaction } from '@countersign/consumers';

const insertCheckpoints = (table: string) => `
  INSERT INTO ${table}
  SELECT * FROM json_populate_recordset(NULL::${table}, $1)
  ON CONFLICT (id) DO NOTHING`;

/** A row for each checkpoint. */
export class CheckpointsProjection implements Projection {
  readonly name = 'checkpoints';
  readonly logs = [CHECKPOINT_OWN_LOG];
  readonly tables = ['checkpoint'] as const;
  readonly types = ['audit.checkpoint'];

  async apply(events: RecordedEvent[], _log: LogName, tx: ProjectionTransaction): Promise<void> {
    const rows = JSON.stringify(events.map(checkpointRow));
    await tx.client.query(insertCheckpoints(tx.table('checkpoint')), [rows]);
  }
}

/** An event's row in `checkpoint`, by column. Times have milliseconds, as in cursors. */
function checkpointRow({ id, position, recordedAt, data }: RecordedEvent) {
  const { heads, jws } = checkpointData.parse(data);
  return { id, position, at: new Date(recordedAt).toISOString(), heads, jws };
}
