import type { ApprovalExpired } from '@countersign/contracts';
import type { OpenedApproval, PendingApproval } from './approval.js';
import { NotPending } from './approval.errors.js';
import { closeSteps } from './steps.js';

/** The TTL has passed, beginning with the millisecond of the deadline. */
function ttlPassed({ expiresAt }: Pick<PendingApproval, 'expiresAt'>, now: Date): boolean {
  return now.getTime() >= Date.parse(expiresAt);
}

/**
 * The approval at a point in time. Once its TTL has passed it counts as expired, even before that is recorded. Every
 * rule and every answer starts from this function.
 */
export function asOf(approval: OpenedApproval, now: Date): OpenedApproval {
  if (approval.status !== 'pending' || !ttlPassed(approval, now)) return approval;
  return { ...approval, status: 'expired', at: approval.expiresAt, steps: closeSteps(approval.steps) };
}

/** @throws NotPending saying how it ended */
export function assertPending(approval: OpenedApproval, now: Date): PendingApproval {
  const current = asOf(approval, now);
  if (current.status !== 'pending') throw new NotPending(current);
  return current;
}

/** Records that the TTL has passed. There is nothing to record before that, or when the approval ended earlier. */
export function expire(approval: OpenedApproval, now: Date): ApprovalExpired[] {
  return approval.status === 'pending' && ttlPassed(approval, now) ? [expired(approval)] : [];
}

function expired({ about, expiresAt, steps }: PendingApproval): ApprovalExpired {
  return {
    type: 'approval.expired',
    schemaVersion: 1,
    data: { ...about, at: expiresAt, steps: closeSteps(steps) },
  };
}
