import type { ApprovalEvent, LogName, RecordedEvent } from '@countersign/contracts';
import type { Projection, ProjectionTransaction } from '@countersign/consumers';
import { betweenErasures, ERASED, isTextOf } from '../erasure.js';
import type { Erasure } from '../erasure.js';
import type { Recorded } from '../recorded.js';
import { storeApprovals } from './store-approvals.js';

/** A row for each request whose approval opened, with everything that the approval log records about it. */
export class ApprovalsProjection implements Projection {
  readonly name = 'approvals';
  readonly logs = ['approval'] as const;
  readonly tables = ['approval'] as const;
  readonly types = [
    'approval.opened',
    'approval.decided',
    'approval.approved',
    'approval.rejected',
    'approval.cancelled',
    'approval.expired',
    ERASED,
  ];

  async apply(events: RecordedEvent[], _log: LogName, tx: ProjectionTransaction): Promise<void> {
    for (const part of betweenErasures(events)) {
      if (Array.isArray(part)) await storeApprovals(part as Recorded<ApprovalEvent>[], tx);
      else await eraseApprovals(part, tx);
    }
  }
}

const eraseDecisions = (table: string) => `
  UPDATE ${table}
     SET decisions = ARRAY(
           SELECT CASE WHEN ${isTextOf('taken.position', '$1')} AND taken.erased_at IS NULL
                       THEN (taken.step, taken.issuer, taken.id, NULL, NULL, taken.decision, taken.max_duration, NULL,
                             taken.at, taken.mfa_methods, taken.mfa_at, taken.self_approval, taken.position, $2::timestamptz
                            )::reporting.decision
                       ELSE taken END
             FROM unnest(decisions) AS taken)
   WHERE EXISTS (SELECT FROM unnest(decisions) AS taken
                  WHERE ${isTextOf('taken.position', '$1')} AND taken.erased_at IS NULL)`;

const eraseCancellations = (table: string) => `
  UPDATE ${table} SET cancel_comment = NULL
   WHERE ${isTextOf('cancel_position', '$1')} AND cancel_comment IS NOT NULL`;

/** Erases from `approval` the content of the erased events' private texts. */
async function eraseApprovals({ ranges, at }: Erasure, tx: ProjectionTransaction): Promise<void> {
  const table = tx.table('approval');
  await tx.client.query(eraseDecisions(table), [ranges, at]);
  await tx.client.query(eraseCancellations(table), [ranges]);
}
