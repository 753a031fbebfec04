import { CHECKPOINT_OWN_LOG, checkpointData } from '@countersign/contracts';
import type { LogName, RecordedEvent } from '@countersign/contracts';
import type { Projection, ProjectionTransaction } from '@countersign/consumers';

const insertCheckpoints = (table: string) => `
  INSERT INTO ${table}
  SELECT * FROM json_populate_recordset(NULL::${table}, $1)
  ON CONFLICT (id) DO NOTHING`;

/** Every checkpoint, a row each. */
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

/** The row of `checkpoint` of an event, by column; to the millisecond, as cursors say it. */
function checkpointRow({ id, position, recordedAt, data }: RecordedEvent) {
  const { heads, jws } = checkpointData.parse(data);
  return { id, position, at: new Date(recordedAt).toISOString(), heads, jws };
}
