import { samePerson } from '@countersign/contracts';
import type { ApprovalCancelled, Caller } from '@countersign/contracts';
import type { OpenedApproval } from './approval.js';
import { NotTheRequester } from './approval.errors.js';
import { assertPending } from './expire.js';
import { closeSteps } from './steps.js';

/** Cancel a pending request. */
export interface Cancel {
  comment: string | null;
}

/**
 * Ends a pending request; only its requester may.
 * @throws NotTheRequester, NotPending
 */
export function cancel(
  { comment }: Cancel,
  approval: OpenedApproval,
  { caller, now }: { caller: Caller; now: Date },
): ApprovalCancelled[] {
  const { requester } = approval.about;
  if (!samePerson(caller, requester)) throw new NotTheRequester(requester.id);
  const { about, steps } = assertPending(approval, now);
  const data = { ...about, at: now.toISOString(), steps: closeSteps(steps) };
  return [{ type: 'approval.cancelled', schemaVersion: 1, data, texts: { comment } }];
}
