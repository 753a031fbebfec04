import type { ApprovalExpired } from '@countersign/contracts';
import type { OpenedApproval, PendingApproval } from './approval.js';
import { NotPending } from './approval.errors.js';
import { closeSteps } from './steps.js';

/** The TTL has passed: from its deadline's very millisecond on. */
export function ttlPassed({ expiresAt }: Pick<PendingApproval, 'expiresAt'>, now: Date): boolean {
  return now.getTime() >= Date.parse(expiresAt);
}

/**
 * The approval as it is at a time: after its TTL it is expired for every use, also before the deadline has been
 * recorded. Every rule and every answer starts from this.
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

/** Records that the TTL has passed. Nothing to record when it has not, or when pending ended before. */
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
