import { aboutOf } from '@countersign/contracts';
import type { ApprovalOpened, RequestSubmitted } from '@countersign/contracts';
import type { Approval } from './approval.js';

/** Opens the approval of a submitted request. Once: an approval that exists is left as it is. */
export function openApproval(submission: RequestSubmitted['data'], approval: Approval): ApprovalOpened[] {
  if (approval.status !== 'none') return [];
  const { duration, ticket, startsAt, submittedAt, policy, expiresAt } = submission;
  const data = { ...aboutOf(submission), duration, ticket, startsAt, submittedAt, policy, expiresAt };
  return [{ type: 'approval.opened', schemaVersion: 1, data }];
}
