import type { LogName, RecordedEvent } from '@countersign/contracts';
import { prepared } from '@countersign/messaging';
import type { Projection, ProjectionTransaction } from '@countersign/messaging';
import { foldApprovals } from '../approval-steps/fold-approvals.js';
import { mergeRows } from '../merge-rows.js';
import type { RowChanges } from '../merge-rows.js';
import { CHANGING, decisionRows, noteSummary, stepRows } from './summary-rows.js';
import type { SummaryRecord } from './summary-rows.js';

/** A step is completed once, and a person decides once on a step: what is there stays. */
const insertNew = (table: string) => `
  INSERT INTO ${table}
  SELECT * FROM json_populate_recordset(NULL::${table}, $1)
  ON CONFLICT DO NOTHING`;

/** What the summary counts: requests of the one log; steps and decisions, in tables of their own, of the other. */
export class SummaryProjection implements Projection {
  readonly name = 'summary';
  readonly logs = ['request', 'approval'] as const;
  readonly tables = ['summary_request', 'summary_approval', 'summary_step', 'summary_decision'] as const;

  async apply(events: RecordedEvent[], log: LogName, tx: ProjectionTransaction): Promise<void> {
    if (log === 'request') await applyRequestLog(events, tx);
    if (log === 'approval') await applyApprovalLog(events, tx);
  }
}

async function applyRequestLog(events: RecordedEvent[], tx: ProjectionTransaction): Promise<void> {
  const changes: RowChanges<SummaryRecord> = { rows: [], changes: new Map() };
  for (const event of events) noteSummary(event, changes);
  await mergeRows(changes, tx, { table: tx.table('summary_request'), columns: CHANGING });
}

async function applyApprovalLog(events: RecordedEvent[], tx: ProjectionTransaction): Promise<void> {
  const approvals = await foldApprovals(events, tx, tx.table('summary_approval'));
  await insert('summary_step', approvals.flatMap(stepRows));
  await insert('summary_decision', approvals.flatMap(decisionRows));

  async function insert(table: string, rows: object[]): Promise<void> {
    if (rows.length) await tx.client.query(prepared(insertNew(tx.table(table)), [JSON.stringify(rows)]));
  }
}
