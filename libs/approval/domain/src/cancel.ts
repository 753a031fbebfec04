import { personOf, samePerson } from '@countersign/contracts';
import type { ApprovalCancelled, Caller } from '@countersign/contracts';
import type { OpenedApproval } from './approval.js';
import { NotTheRequester } from './approval.errors.js';
import { assertPending } from './expire.js';
import { closeSteps } from './steps.js';

/** Give up a pending request. */
export interface Cancel {
  comment: string | null;
}

/**
 * Ends a pending request; only its requester does (rule 13).
 * @throws NotTheRequester, NotPending
 */
export function cancel(
  { comment }: Cancel,
  approval: OpenedApproval,
  { caller, now }: { caller: Caller; now: Date },
): ApprovalCancelled[] {
  const { requester } = approval.request;
  if (!samePerson(caller, requester)) throw new NotTheRequester(requester.name);
  const { requestId, steps } = assertPending(approval, now);
  const data = { requestId, at: now.toISOString(), steps: closeSteps(steps), by: personOf(caller), comment };
  return [{ type: 'approval.cancelled', schemaVersion: 1, data }];
}
