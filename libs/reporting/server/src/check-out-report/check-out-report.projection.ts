import type { LogName, RecordedEvent } from '@countersign/contracts';
import type { Projection, ProjectionTransaction } from '@countersign/messaging';
import { foldApprovals } from '../approval-steps/fold-approvals.js';
import { mergeRows } from '../merge-rows.js';
import type { RowChanges } from '../merge-rows.js';
import { CHANGING, noteReport } from './report-changes.js';
import type { ReportRecord } from './report-changes.js';

/**
 * The check-out requests report. Each log owns a table of its own, so that the order in which events of the two
 * logs arrive cannot matter; queries join them.
 */
export class CheckOutReportProjection implements Projection {
  readonly name = 'check-out-report';
  readonly logs = ['request', 'approval'] as const;
  readonly tables = ['check_out_report', 'check_out_report_approval'] as const;

  async apply(events: RecordedEvent[], log: LogName, tx: ProjectionTransaction): Promise<void> {
    if (log === 'approval') await foldApprovals(events, tx, tx.table('check_out_report_approval'));
    if (log === 'request') await applyRequestLog(events, tx);
  }
}

async function applyRequestLog(events: RecordedEvent[], tx: ProjectionTransaction): Promise<void> {
  const changes: RowChanges<ReportRecord> = { rows: [], changes: new Map() };
  for (const event of events) noteReport(event, changes);
  await mergeRows(changes, tx, { table: tx.table('check_out_report'), columns: CHANGING });
}
