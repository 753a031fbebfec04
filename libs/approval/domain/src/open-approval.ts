import type { ApprovalOpened, RequestSubmitted } from '@countersign/contracts';
import type { Approval } from './approval.js';

/** Opens the approval of a submitted request. Once: an approval that exists is left as it is. */
export function openApproval(submission: RequestSubmitted['data'], approval: Approval): ApprovalOpened[] {
  if (approval.status !== 'none') return [];
  const { mfa: _, ...data } = submission;
  return [{ type: 'approval.opened', schemaVersion: 1, data }];
}
