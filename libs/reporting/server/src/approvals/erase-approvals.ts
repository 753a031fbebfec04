import type { ProjectionTransaction } from '@countersign/consumers';
import { isTextOf } from '../erasure.js';
import type { Erasure } from '../erasure.js';

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

/** Takes out of `approval` what the private texts of the erased events said. */
export async function eraseApprovals({ ranges, at }: Erasure, tx: ProjectionTransaction): Promise<void> {
  const table = tx.table('approval');
  await tx.client.query(eraseDecisions(table), [ranges, at]);
  await tx.client.query(eraseCancellations(table), [ranges]);
}
