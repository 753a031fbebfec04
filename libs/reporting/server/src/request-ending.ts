import type { StepRecord } from '@countersign/contracts';

/** The status of a request by the event that ended its wait for approval. */
export const ENDINGS = {
  'request.approved': 'approved',
  'request.rejected': 'rejected',
  'request.cancelled': 'cancelled',
  'request.expired': 'expired',
} as const;

/** Whether the requester approved their own request in any of the steps; who rejects it approves nothing. */
export function isSelfApproved(steps: readonly StepRecord[]): boolean {
  return steps.some(({ decisions }) =>
    decisions.some(({ selfApproval, decision }) => selfApproval && decision === 'approve'),
  );
}
